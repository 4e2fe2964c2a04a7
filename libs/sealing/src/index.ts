export { sealing } from './feature.js';
