export { bindFeatures } from './bind-features.js';
export {
  findLostKeys,
  Installation,
  InstallationError,
  type InstallationPorts,
  nameInLedger,
  namedFirst,
  type Places,
} from '#installation';
export {
  blockedValues,
  DEFINITION_SETTINGS,
  type Definitions,
  type DefinitionTexts,
  parseDefinitions,
  readDefinitions,
} from './definitions.js';
