import { randomUUID } from 'node:crypto';
import {
  type EventMetadata,
  type Handle,
  IDENTITY_DECIDED,
  IDENTITY_DECIDED_VERSION,
  type IdentityDecided,
  type IdentityDecision,
  type IdentityVerdict,
  identityStream,
  upcast,
} from '#events';
import type { EventStore } from '#event-store';
import type { Vault } from '#vault';

/** A person's decision about two identifiers. */
export interface DecideIdentityCommand {
  readonly verdict: IdentityVerdict;
  readonly a: Handle;
  readonly b: Handle;
  /** Why, for whoever looks at it later. May name people: it is sealed. */
  readonly reason: string;
  readonly origin: IdentityDecision['origin'];
}

/** The decision cannot be taken. */
export class IdentityDecisionError extends Error {
  constructor(
    readonly code: 'same-identifier' | 'unknown-identifier' | 'nothing-to-withdraw',
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

/** Given the decision that stands on the pair, what a new one comes to. */
export function decideVerdict(
  standing: IdentityVerdict | undefined,
  verdict: IdentityVerdict,
): 'record' | 'stands-already' | 'nothing-to-withdraw' {
  const open = standing === undefined || standing === 'withdraw';
  if (verdict === 'withdraw' && open) return 'nothing-to-withdraw';
  return standing === verdict ? 'stands-already' : 'record';
}

/**
 * Records a decision on a pair of identifiers; the same decision again answers with the one that stands.
 * @throws IdentityDecisionError ConcurrencyError
 */
export async function decideIdentity(
  command: DecideIdentityCommand,
  { store, vault }: { readonly store: EventStore; readonly vault: Vault },
  now: () => number,
  metadata: EventMetadata,
): Promise<{ readonly id: string; readonly position: string }> {
  if (command.a === command.b)
    throw new IdentityDecisionError('same-identifier', 'A decision is about two different identifiers.', 'b');
  const { identifiers } = await vault.reveal([command.a, command.b]);
  for (const field of ['a', 'b'] as const) {
    if (!identifiers.some(({ handle }) => handle === command[field])) {
      throw new IdentityDecisionError('unknown-identifier', `No identifier is known by the handle given as ${field}.`, field);
    }
  }

  const stream = identityStream(command.a, command.b);
  const last = (await store.readLast([stream])).get(stream);
  const standing = last && (upcast(last) as IdentityDecided);
  const decision = decideVerdict(standing?.data.verdict, command.verdict);
  if (decision === 'nothing-to-withdraw') {
    throw new IdentityDecisionError(
      'nothing-to-withdraw',
      'There is no decision on these two identifiers that could be withdrawn.',
    );
  }
  if (decision === 'stands-already' && standing) return { id: standing.id, position: String(standing.position) };

  const [a, b] = command.a < command.b ? [command.a, command.b] : [command.b, command.a];
  const id = randomUUID();
  const context = { stream, eventId: id, type: IDENTITY_DECIDED, schemaVersion: IDENTITY_DECIDED_VERSION, section: 'reason' };
  const [sealedReason = ''] = await vault.seal([{ ...context, hub: a, content: { reason: command.reason } }]);
  const data: IdentityDecision = {
    verdict: command.verdict,
    a,
    b,
    decidedAt: new Date(now()).toISOString(),
    sealedReason,
    origin: command.origin,
  };
  const event = { id, type: IDENTITY_DECIDED, schemaVersion: IDENTITY_DECIDED_VERSION, data, metadata };
  const { last: position } = await store.append(stream, [event], standing ? standing.revision : 'none');
  return { id, position: String(position) };
}
