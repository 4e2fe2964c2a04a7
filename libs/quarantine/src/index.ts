export { quarantine, type QuarantineSlice } from './feature.js';
