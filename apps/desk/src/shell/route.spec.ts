import * as fc from 'fast-check';
import { addressOf, parseRoute, type Route } from './route.js';

const readBack = (route: Route): Route => {
  const url = new URL(addressOf(route), 'http://desk.test');
  return parseRoute(url.pathname, url.search);
};

describe('the address of a place', () => {
  it('leads back to a customer, whatever the id and the times looked back from', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }).filter((id) => id !== '.' && id !== '..'),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        (id, asOf) => {
          const route: Route = { page: 'customer', id, ...(asOf !== undefined && { asOf }) };
          expect(readBack(route)).toEqual(route);
        },
      ),
    );
  });

  it.each<Route>([
    { page: 'find' },
    { page: 'review' },
    { page: 'review', customer: 'a&b', kind: 'suggestion' },
    { page: 'record' },
    { page: 'record', customer: 'a/b' },
    { page: 'quarantine' },
    { page: 'views' },
  ])('leads back to %j', (route) => expect(readBack(route)).toEqual(route));

  it.each(['/c', '/c/', '/c/1/2', '/c/%E0%A4%A', '/nowhere', '/review/1', '/refused/1', '/quarantine', '/views'])(
    '%s is no place',
    (path) => {
      expect(parseRoute(path, '')).toEqual({ page: 'unknown' });
    },
  );
});
