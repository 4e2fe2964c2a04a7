import type { EventDeclaration, Handle, RecordedEvent, Sealed } from '#events';
import type { IdentifierInput, Opened, Profile, QuarantinedItem, ResolvedIdentifier } from '#vault';
import type { CommandProblem } from './outcome.js';

/**
 * What a command comes to, as data: a decision is a pure function, and whatever it needs of the vault it asks for here.
 * - `duplicate`: it was carried out before, by this event.
 * - `refuse`: it cannot be carried out.
 * - `record`: this event is recorded.
 * - `ask-...`: decides once it knows which identifiers are known, what an event's sealed sections hold, or what is in quarantine.
 */
export type Decision<Extra extends object = object> =
  | { readonly do: 'duplicate'; readonly event: RecordedEvent; readonly settles?: string }
  | { readonly do: 'refuse'; readonly problem: CommandProblem }
  | { readonly do: 'record'; readonly draft: Draft<unknown, Extra>; readonly settles?: string }
  | {
      readonly do: 'ask-identifiers';
      readonly handles: readonly Handle[];
      readonly next: (known: ReadonlySet<string>) => Decision<Extra>;
    }
  | {
      readonly do: 'ask-sections';
      readonly of: RecordedEvent;
      readonly next: (sections: readonly Opened[]) => Decision<Extra>;
    }
  | {
      readonly do: 'ask-quarantined';
      readonly id: string;
      readonly next: (item: QuarantinedItem | undefined) => Decision<Extra>;
    };

/** An event on its way: what it needs of the vault, asked for together with that of other commands. */
export interface Draft<Data, Extra extends object = object> {
  readonly event: EventDeclaration<string, Data>;
  /** Identifiers whose handles the event needs. */
  readonly identifiers: readonly IdentifierInput[];
  /** The event, given the handles in the order of `identifiers` (`undefined`: the vault ignores the value), or why there is none after all. */
  readonly compose: (handles: readonly (ResolvedIdentifier | undefined)[]) => Composition<Data, Extra> | CommandProblem;
}

/** An event but for what only the vault can make. */
export interface Composition<Data, Extra extends object = object> {
  readonly profiles: readonly { readonly hub: Handle; readonly profile: Profile }[];
  /** What is sealed, in the order in which the event's declaration names its sections. */
  readonly sections: readonly { readonly section: string; readonly hub: Handle; readonly content: object }[];
  /** The data, given the profiles' handles and the sealed sections in the order asked for. */
  readonly data: (profiles: readonly Handle[], sealed: readonly Sealed[]) => Data;
  /** What the answer says beside id and position. */
  readonly extra: Extra;
}

/** The decision to record what a draft comes to. `settles`: the item that leaves the quarantine by it. */
export function record<Data, Extra extends object = object>(draft: Draft<Data, Extra>, settles?: string): Decision<Extra> {
  return { do: 'record', draft, ...(settles === undefined ? {} : { settles }) };
}

/** The decision to record an event that needs nothing of the vault. */
export function recordPlainly<Data>(event: EventDeclaration<string, Data>, data: Data, settles?: string): Decision {
  return record<Data>(
    { event, identifiers: [], compose: () => ({ profiles: [], sections: [], data: () => data, extra: {} }) },
    settles,
  );
}

export function refuse(problem: CommandProblem): { readonly do: 'refuse'; readonly problem: CommandProblem } {
  return { do: 'refuse', problem };
}
