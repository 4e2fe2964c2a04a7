export { countedRecorder, type RecordedCounts } from './counted-recorder.js';
export { InvalidKindsError, KindRegistry } from './kinds/kind-registry.js';
export { type BatchLine, type BatchResult, createRecorder, type Recorder, type RecorderPorts } from './recorder.js';
