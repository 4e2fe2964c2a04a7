export { RecordingModule } from './http/recording.module.js';
