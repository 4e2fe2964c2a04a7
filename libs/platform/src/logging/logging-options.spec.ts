import { loggedPath } from './logging-options.js';

describe('a logged path', () => {
  it.each([
    ['/customers?q=ada@example.org', '/customers'],
    [
      '/customers/0190b2c4-3c55-7d3e-8a5e-2f0f6e0d1a11/timeline?cursor=x',
      '/customers/0190b2c4-3c55-7d3e-8a5e-2f0f6e0d1a11/timeline',
    ],
    ['/customers/ada@example.org', '/customers/-hidden-'],
    ['/customers/ada%40example.org', '/customers/-hidden-'],
    ['/customers/+442079460018/timeline', '/customers/-hidden-/timeline'],
    ['/customers/02079460018', '/customers/-hidden-'],
    ['/customers/020-7946-0018', '/customers/-hidden-'],
    ['/assets/index-Bx12.js', '/assets/index-Bx12.js'],
    ['/', '/'],
  ])('of %s is %s', (url, path) => expect(loggedPath(url)).toBe(path));

  it('is hidden as a whole where it is absurdly long', () => expect(loggedPath(`/${'x'.repeat(600)}`)).toBe('-hidden-'));
});
