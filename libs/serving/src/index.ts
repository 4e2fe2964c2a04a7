export { serveApiDocs } from './api-docs.js';
export { isDeskPath, serveDesk } from './desk-files.js';
export { addressOf } from './listen.js';
export { PROBLEM_CODES } from './problem-codes.js';
export { runServer } from './run-server.js';
export { VERSION } from './version.js';
export { VIEWS_OPERATIONS, ViewsController, type ViewsOperations } from './views.controller.js';
