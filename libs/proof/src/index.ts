export { BLOCK, BlockTree } from './blocks.js';
export { KeptTree, type KeptHead, type KeptSeal } from './kept/kept-tree.js';
export { SealWatch, type SealState } from './kept/seal-watch.js';
export { LEDGER_TREE, ledgerTreeViews, SEALS_TOPIC } from './kept/tree-views.js';
export {
  type ConsistencyProof,
  type InclusionProof,
  NothingToProveError,
  proveEvent,
  type ProveOptions,
  proveSince,
} from './prove/prove.js';
export { formatRoot, type KnownRoot, parseRoot } from './roots/known-root.js';
export { appendToRootsFile, InvalidRootsFileError, readRootsFile } from './roots/roots-file.js';
export type { ScannableLedger } from './scanned-ledger.js';
export { sealEventId, sealStream } from './seal.js';
export { isHash } from './tree/hashes.js';
export { LedgerDivergedError } from './verify/ledger-diverged.js';
export { type VerifiedLedger, verifyLedger } from './verify/verify-ledger.js';
