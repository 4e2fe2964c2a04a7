export { type Embedded, type EmbeddedOptions, openEmbedded } from './open-embedded.js';
export type { EditionManager } from './views/edition-manager.js';
export { WHILE_SERVING } from './views/commit-pace.js';
