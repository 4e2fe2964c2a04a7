export { type Embedded, type EmbeddedOptions, openEmbedded } from './open-embedded.js';
export type { ViewKeeper } from './views/view-keeper.js';
export { WHILE_SERVING } from './views/commit-pace.js';
