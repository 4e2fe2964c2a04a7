export { type Embedded, type EmbeddedOptions, openEmbedded } from './open-embedded.js';
export type { ViewKeeper, ViewsStatus } from './views/view-keeper.js';
