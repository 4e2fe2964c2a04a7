export { openReading, type Reading } from './customers/open-reading.js';
export { openRecording, type Recording } from './ledger/open-recording.js';
export { type ProjectorServiceOptions, runProjectorService } from './projector/run-projector-service.js';
export { viewsStatus } from './projector/views-status.js';
export { type RelayServiceOptions, runRelayService } from './relay/run-relay-service.js';
export { type ReplayableTopic, type ReplayRequest, runReplay, serversOfReplay } from './relay/run-replay.js';
export { rulesAndKinds } from './rules-and-kinds.js';
export { type Needed, type ServerSettings, serverSettings } from './settings.js';
export { publishedViewSets } from './view-sets.js';
