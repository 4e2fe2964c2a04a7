export { canonicalJson } from './canonical-json.js';
export { editDistance } from './edit-distance.js';
