import type { DeskSlice } from '#desk';

/** Nothing to look at; operators see what its views are for. */
export const sealingPages: DeskSlice = {
  pages: [],
  viewSets: { 'ledger-tree': 'Hashes over the ledger, which show whether anything recorded was changed.' },
};
