export { LONGEST_LINE } from './http/batch-stream.js';
export type { RecordingChoices } from './http/kinds.controller.js';
export { RecordingModule } from './http/recording.module.js';
export { InvalidKindsError, KindRegistry } from './kinds/kind-registry.js';
export { type BatchLine, type BatchResult, createRecorder, type Recorder, type RecorderPorts } from './recorder.js';
