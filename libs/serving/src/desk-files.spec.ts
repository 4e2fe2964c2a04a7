import { isDeskPath } from './desk-files.js';

describe('Of the addresses that a server has', () => {
  it.each(['/', '/review', '/c/01a22eae-67e3-7000', '/assets/index-CrbMAud4.js'])('%s is a file of the page', (path) => {
    expect(isDeskPath(path)).toBe(true);
  });

  it.each([
    '/quarantine',
    '/views',
    '/customers/01a22eae-67e3-7000',
    '/metrics',
    '/openapi.json',
    '/c/',
    '/c/1/timeline',
    '/assets/',
    '/assets/../customers',
    '/assets/a/b.js',
    '//',
  ])('%s is none, and wants a token', (path) => {
    expect(isDeskPath(path)).toBe(false);
  });
});
