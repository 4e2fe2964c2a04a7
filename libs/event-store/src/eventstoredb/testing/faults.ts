/** The faults of the stub server; all can be changed while it runs. */
export interface Faults {
  /** Accepts every call and never answers. */
  silent: boolean;
  /** How many of the next calls fail as if no node were ready. */
  unavailable: number;
  /** How many of the next appends are answered with "not ready". */
  notReady: number;
  accessDenied: boolean;
  /** Every call that requires the leader is redirected to this one. */
  leaderElsewhere: { readonly host: string; readonly port: number } | undefined;
  /** How many of the next appends are carried out while their answer is lost with the connection. */
  loseAnswers: number;
  /** Most bytes of an append. */
  maxAppendSize: number;
  /** Appends are refused for a reason of this name, one that the client does not know. */
  refusal: string | undefined;
  /** Milliseconds before each event of a read. */
  readDelay: number;
  /** How many of the next reads break after their first event. */
  breakReads: number;
  /** How many of the next reads stall after their first event. */
  stallReads: number;
  /** Every event of reads and subscriptions is delivered twice. */
  duplicateDelivery: boolean;
  /** Subscriptions send every checkpoint twice. */
  repeatCheckpoints: boolean;
  /** Subscriptions are confirmed and then say nothing. */
  muteSubscriptions: boolean;
  /** How many of the next subscriptions end right after they began, without an error. */
  endSubscriptions: number;
  /** How many of the next subscriptions fail right after they began. */
  dropSubscriptions: number;
}

export function noFaults(): Faults {
  return {
    silent: false,
    unavailable: 0,
    notReady: 0,
    accessDenied: false,
    leaderElsewhere: undefined,
    loseAnswers: 0,
    maxAppendSize: 1024 * 1024,
    refusal: undefined,
    readDelay: 0,
    breakReads: 0,
    stallReads: 0,
    duplicateDelivery: false,
    repeatCheckpoints: false,
    muteSubscriptions: false,
    endSubscriptions: 0,
    dropSubscriptions: 0,
  };
}

type Counted = { [Fault in keyof Faults]: Faults[Fault] extends number ? Fault : never }[keyof Faults];

/** True when the fault is due; counts it down. */
export function takes(faults: Faults, fault: Counted): boolean {
  if (faults[fault] <= 0) return false;
  faults[fault] -= 1;
  return true;
}
