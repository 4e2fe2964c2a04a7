export { copyVault } from './copy-vault.js';
export {
  compareSides,
  type EqualSides,
  transfer,
  type TransferNews,
  type TransferSide,
  type TransferTarget,
} from './transfer.js';
export { DifferenceError, TransferRefusedError } from './transfer-errors.js';
