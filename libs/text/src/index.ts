export { canonicalJson } from './canonical-json.js';
export { editDistance } from './edit-distance.js';
export { terminalText, writeMessage } from './terminal-text.js';
