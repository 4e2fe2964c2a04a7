export { Open } from './access/protect-routes.js';
export { RequestMetadata } from './access/request-metadata.js';
export { type RunCancellable, Streams } from './http/answer-deadline.js';
export { createHttpApp } from './http/http-app.js';
export { Metrics, type Reading } from './metrics/metrics.js';
export { PlatformModule, type PlatformOptions } from './platform.module.js';
export { type ProblemCodes } from './problems/problem-from.js';
export { closeServer } from './shutdown/close-server.js';
export { JsonText, TextBody } from './safe-json/text-body.js';
