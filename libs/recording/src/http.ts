export { recordingChoices } from './http/recording-choices.js';
export { RecordingModule } from './http/recording.module.js';
