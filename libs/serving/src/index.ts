export { runServer } from './run-server.js';
export { VERSION } from './version.js';
