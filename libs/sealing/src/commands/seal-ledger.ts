import { IsInt, IsOptional, Matches, Min } from 'class-validator';
import { type Decision, defineCommand, recordPlainly, refuse } from '#commands';
import { LEDGER_SEALED, type LedgerEvent, type LedgerSealed, ledgerSealed } from '#events';
import { sealEventId, sealStream } from '#proof';

const ROOT = /^[0-9a-f]{64}$/;

/** What is to be sealed: the ledger's first events, and the root of the tree over them. */
export class SealLedgerBody {
  @IsInt()
  @Min(1)
  size: number;

  @Matches(ROOT)
  root: string;

  /** The root of the seal before; absent where this one is the first. */
  @IsOptional()
  @Matches(ROOT)
  previous?: string;
}

/** The seal over so many events, where there is one. */
export interface SealingState {
  readonly sealed?: LedgerSealed;
}

/** Seals the ledger's first events. Whoever seals as many writes the same event. */
export const sealLedger = defineCommand({
  name: 'SealLedger',
  input: SealLedgerBody,
  stream: ({ size }: SealLedgerBody) => sealStream(size),
  eventId: ({ size }: SealLedgerBody) => sealEventId(size),
  initial: {},
  evolve: (state: SealingState, event: LedgerEvent): SealingState => (event.type === LEDGER_SEALED ? { sealed: event } : state),
  decide: decideSeal,
});

export function decideSeal({ sealed }: SealingState, { size, root, previous }: SealLedgerBody): Decision {
  if (!sealed) return recordPlainly(ledgerSealed, { size, root, previous: previous ?? null });
  if (sealed.data.root === root) return { do: 'duplicate', event: sealed };
  return refuse({
    code: 'ledger-diverged',
    detail: `The first ${size} events are sealed with another root: what was recorded and what is there now are not the same. Run touchstone ledger verify.`,
    recorded: { id: sealed.id, position: String(sealed.position) },
  });
}
