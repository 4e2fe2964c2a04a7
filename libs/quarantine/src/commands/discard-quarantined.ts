import { IsUUID } from 'class-validator';
import { type Decision, defineCommand, recordPlainly, refuse } from '#commands';
import { type LedgerEvent, QUARANTINE_DISCARDED, type QuarantineDiscarded, quarantineDiscarded } from '#events';
import { IsText } from '#platform';

/** An item of the quarantine that is to be thrown away. */
export class DiscardQuarantinedBody {
  @IsUUID()
  id: string;

  @IsText(500)
  reason: string;
}

/** Whether the item was thrown away before. */
export interface DiscardState {
  readonly discarded?: QuarantineDiscarded;
}

/** Throws a quarantined item away; that it was, and why, is recorded. */
export const discardQuarantined = defineCommand({
  name: 'DiscardQuarantined',
  input: DiscardQuarantinedBody,
  stream: ({ id }: DiscardQuarantinedBody) => `quarantine-${id}`,
  initial: {},
  evolve: (state: DiscardState, event: LedgerEvent): DiscardState =>
    event.type === QUARANTINE_DISCARDED ? { discarded: event } : state,
  decide: decideDiscard,
});

export function decideDiscard({ discarded }: DiscardState, { id, reason }: DiscardQuarantinedBody): Decision {
  return {
    do: 'ask-quarantined',
    id,
    next(item) {
      if (!item) {
        return refuse({
          code: 'not-quarantined',
          detail: 'No such item is in quarantine; it may have been settled already.',
        });
      }
      // Recorded before, but stopped before the item was removed.
      if (discarded) return { do: 'duplicate', event: discarded, settles: id };
      return recordPlainly(quarantineDiscarded, { quarantineId: id, reason, receivedAt: item.receivedAt }, id);
    },
  };
}
