import {
  asHandle,
  asSealed,
  asPosition,
  IDENTITY_DECIDED,
  TOUCHPOINT_RECORDED,
  type IdentityDecided,
  type IdentityVerdict,
  type LedgerEvent,
  type RecordedParty,
  type TouchpointRecorded,
} from '#events';
import { orderIdentifiers, type Rules } from '../rules/rules.js';

/** An identifier in a test: its handle is its name, `phone:1` is of type phone. A role may follow: `account-number:1/user`. */
export type Named = string;

export interface TestTouchpoint {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly parties: readonly (readonly Named[])[];
}

export interface TestDecision {
  readonly verdict: IdentityVerdict;
  readonly pair: readonly [string, string];
  readonly at: number;
}

export function typeOf(name: Named): string {
  return name.slice(0, name.indexOf(':'));
}

/** The event as the recorder would have made it, without a position. */
export function touchpoint({ id, at, parties }: TestTouchpoint, rules: Rules): TouchpointRecorded {
  const recorded = parties.map((names): RecordedParty => {
    const identifiers = orderIdentifiers(
      rules,
      names.map((name) => {
        const [handle = '', role] = name.split('/');
        return { handle: asHandle(handle), type: typeOf(handle), normalised: handle, ...(role ? { role } : {}) };
      }),
    ).map(({ handle, type, ...rest }) => ({ handle, type, ...('role' in rest ? { role: String(rest.role) } : {}) }));
    return { role: 'caller', hub: identifiers[0]?.handle ?? asHandle(''), identifiers, sealed: asSealed('') };
  });
  const [first, ...others] = recorded;
  if (!first) throw new Error('a touchpoint needs a party');
  return {
    id,
    type: TOUCHPOINT_RECORDED,
    schemaVersion: 1,
    stream: id,
    revision: 0,
    position: asPosition(0),
    recordedAt: 0,
    metadata: {},
    data: {
      source: 'test',
      externalId: id,
      occurredAt: new Date(at).toISOString(),
      kind: 'call',
      channel: 'phone',
      direction: 'inbound',
      department: 'service',
      parties: [first, ...others],
      fingerprint: id,
    },
  };
}

export function decision({ verdict, pair, at }: TestDecision): IdentityDecided {
  const [a = '', b = ''] = pair.toSorted();
  return {
    id: `decision ${a} ${b} ${at}`,
    type: IDENTITY_DECIDED,
    schemaVersion: 1,
    stream: `identity-${a}.${b}`,
    revision: 0,
    position: asPosition(0),
    recordedAt: 0,
    metadata: { actor: 'jane' },
    data: {
      verdict,
      a: asHandle(a),
      b: asHandle(b),
      decidedAt: new Date(at).toISOString(),
      sealedReason: asSealed(''),
      origin: 'staff',
    },
  };
}

/** Gives the events positions 1, 2, 3... and recorded times to match. */
export function inOrder(events: readonly LedgerEvent[], recordedFrom = 1_900_000_000_000): LedgerEvent[] {
  return events.map((event, i) => ({ ...event, position: asPosition(i + 1), recordedAt: recordedFrom + i * 1000 }));
}
