import type { ProblemCodes } from '#platform/http';

/** How what ports and all slices throw is answered over HTTP, by its code. What one slice alone throws is in its manifest. */
export const PROBLEM_CODES: ProblemCodes = {
  'customer-not-found': { status: 404, title: 'There is no such customer' },
  malformed: { status: 400, title: 'The request is not valid' },
  invalid: { status: 400, title: 'The request is not valid' },
  'invalid-parameter': { status: 400, title: 'A parameter cannot be used' },
  'invalid-cursor': { status: 400, title: 'A parameter cannot be used' },
  'concurrency-conflict': { status: 409, title: 'Somebody else was faster; look again and decide again' },
  'unknown-views': { status: 404, title: 'There are no such views' },
  'nothing-to-promote': { status: 409, title: 'There is nothing to promote' },
  'views-behind': { status: 503, title: 'The views are behind', headers: { 'retry-after': '1' } },
  'no-edition': { status: 503, title: 'The views are being built', headers: { 'retry-after': '5' } },
  closed: { status: 503, title: 'The server is stopping', headers: { 'retry-after': '5' } },
  'disk-full': { status: 507, title: 'The disk is full' },
  damaged: { status: 503, title: 'A file is damaged' },
  'unknown-command': { status: 409, title: 'A newer version kept this' },
  'unknown-event': { status: 409, title: 'A newer version recorded this' },
  'access-denied': { status: 503, title: 'A server refuses our credentials', headers: { 'retry-after': '30' } },
  'too-slow': { status: 503, title: 'The views answer too slowly', headers: { 'retry-after': '5' } },
  'unfinished-transfer': { status: 503, title: 'Another vault is being moved here', headers: { 'retry-after': '30' } },
  replaced: { status: 503, title: 'The service is to be started again', headers: { 'retry-after': '30' } },
  busy: { status: 503, title: 'Others are writing; try again', headers: { 'retry-after': '1' } },
  unreachable: { status: 503, title: 'The store cannot be reached', headers: { 'retry-after': '5' } },
  'key-lost': { status: 500, title: 'A key is missing' },
  'section-damaged': { status: 500, title: 'A sealed section is damaged' },
};
