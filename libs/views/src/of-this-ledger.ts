import type { Position } from '#events';
import type { EditionState } from './views.js';

/** The ledger that views are to be of. */
export interface LedgerOfViews {
  readonly head: Position;
  /** Its installation's id, where it has one. */
  readonly installation: string | undefined;
}

/** Why an edition is not of this ledger; `undefined` where it may be. What it holds may be shown to nobody then. */
export function strangerTo(
  { head, installation }: LedgerOfViews,
  edition: Pick<EditionState, 'position' | 'installation'>,
): 'ahead-of-ledger' | 'other-installation' | undefined {
  if (edition.installation !== undefined && edition.installation !== installation) return 'other-installation';
  return edition.position > head ? 'ahead-of-ledger' : undefined;
}
