import * as fc from 'fast-check';
import { CUSTOMER_PATH, customerAddress, HOME, withQuery } from '../navigation/addresses.js';
import { formerPage, matchPage } from './match-page.js';

const PAGES = [HOME, CUSTOMER_PATH, '/review', '/record'].map((path) => ({ path }));

const readBack = (address: string) => {
  const { pathname, searchParams } = new URL(address, 'http://desk.test');
  return { ...matchPage(PAGES, pathname), query: Object.fromEntries(searchParams) };
};

describe('the address of a page', () => {
  it('leads back to a customer, whatever the id and the times looked back from', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }).filter((id) => id !== '.' && id !== '..'),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        (id, asOf) => {
          const { page, params, query } = readBack(customerAddress(id, { asOf }));
          expect([page?.path, params?.['id'], query]).toEqual([CUSTOMER_PATH, id, asOf === undefined ? {} : { asOf }]);
        },
      ),
    );
  });

  it.each([
    [HOME, {}],
    ['/review', {}],
    ['/review', { customer: 'a&b', kind: 'suggestion' }],
    ['/record', { customer: 'a/b' }],
  ])('leads back to %s with %j', (path, query) => {
    expect(readBack(withQuery(path, query))).toMatchObject({ page: { path }, query });
  });

  it.each(['/c', '/c/', '/c/1/2', '/c/%E0%A4%A', '/nowhere', '/review/1'])('%s is no page', (path) => {
    expect(matchPage(PAGES, path)).toBeUndefined();
  });

  it('of an earlier version leads to the page, and to no other', () => {
    const pages = [{ path: '/review' }, { path: '/views', formerly: ['/editions'] }];
    expect(formerPage(pages, '/editions')).toBe(pages[1]);
    expect(formerPage(pages, '/review')).toBeUndefined();
  });
});
