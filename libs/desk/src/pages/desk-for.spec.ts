import { deskFor } from './desk-for.js';
import type { Desk } from './desk.js';
import { definePage, type DeskPage } from './page.js';

const Nothing = () => null;
const page = (path: string, roles?: DeskPage['roles']) => definePage({ path, roles, load: async () => Nothing });
const whole: Desk = {
  slices: [
    {
      pages: [page('/'), page('/record', ['agent', 'service']), page('/views', ['analyst'])],
      tasks: [
        { label: 'Record', address: '/record' },
        { label: 'Look', address: '/views' },
      ],
      cardActions: [{ name: 'record', leadsTo: (customer) => `/record?customer=${customer}` }],
    },
  ],
  CustomerSearch: Nothing,
  CustomerPicker: Nothing,
};
const seenBy = (roles?: readonly string[]) => {
  const [{ pages, tasks = [], cardActions = [] } = { pages: [] }] = deskFor(whole, roles).slices;
  return [...pages.map(({ path }) => path), ...tasks.map(({ label }) => label), ...cardActions.map(({ name }) => name)];
};

describe('the desk for somebody', () => {
  it.each([
    [['agent'], ['/', '/record', 'Record', 'record']],
    [['analyst'], ['/', '/views', 'Look']],
    [[], ['/']],
  ])('with the roles %j has %j', (roles, seen) => expect(seenBy(roles)).toEqual(seen));

  it.each([[['admin']], [undefined]])('is whole for administrators, and where the server tells no roles: %j', (roles) =>
    expect(seenBy(roles)).toEqual(seenBy(['agent', 'analyst'])),
  );
});
