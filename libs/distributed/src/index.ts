export { openReadSide, type OpenReadSide } from './customers/open-read-side.js';
export { openWriteSide, type WriteSide } from './ledger/open-write-side.js';
export { type ProjectorServiceOptions, runProjectorService } from './projector/run-projector-service.js';
export { viewsStatus } from './projector/views-status.js';
export { type RelayServiceOptions, runRelayService } from './relay/run-relay-service.js';
export { type ReplayableTopic, type ReplayRequest, runReplay, serversOfReplay } from './relay/run-replay.js';
export { type Needed, type ServerSettings, serverSettings } from './settings.js';
export { placesOf } from './require-installation.js';
export { serverFacts } from '#postgres';
