export { bindFeatures } from './bind-features.js';
export {
  blockedValues,
  DEFINITION_SETTINGS,
  type Definitions,
  type DefinitionTexts,
  parseDefinitions,
  readDefinitions,
} from './definitions.js';
