export { recording, type RecordingSlice } from './feature.js';
export { InvalidKindsError, KindRegistry } from './kinds/kind-registry.js';
export { kindsDefinition } from './kinds/kinds-definition.js';
export type { IdentifierRules } from './touchpoint/identifier-rules.js';
export type { RecognisedHubs } from './topics/replayed-touchpoints.js';
export { type PublishedTouchpoint, touchpointMessages } from './topics/touchpoint-messages.js';
