export { bothMissing, InstallationError, ledgerMissing, type Places, vaultMissing } from './installation-errors.js';
export { joinInstallation, ledgerName } from './join-installation.js';
export { sealingHubs } from './key-check.js';
