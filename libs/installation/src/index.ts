export { installation } from './feature.js';
export { Installation, type InstallationPorts } from './installation.js';
export { InstallationError, type InstallationProblem, type Places } from './installation-error.js';
export { findLostKeys } from './lost-keys.js';
export { nameInLedger } from './name-in-ledger.js';
export { namedFirst } from './named-first.js';
