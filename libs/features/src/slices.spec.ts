import { DECLARED_EVENTS } from '#events';
import { allOf, type Slice } from '#slice';
import { bindFeatures } from './bind-features.js';
import { parseDefinitions } from './definitions.js';

describe.each([false, true])('The slices, published: %s', (publishes) => {
  const slices: readonly Slice[] = bindFeatures(parseDefinitions(), { publishes });

  it('have every declared event, each in one manifest', () => {
    const listed = slices.flatMap(({ events }) => Object.keys(events));
    expect(listed.toSorted()).toEqual(Object.keys(DECLARED_EVENTS).toSorted());
  });

  it.each(['commands', 'queries', 'views', 'topics', 'jobs', 'problems'] as const)('share no name among their %s', (part) => {
    expect(Object.keys(allOf(slices, part)).length).toBeGreaterThan(0);
  });

  it('name sets of views, queries and jobs as what they are, and what these read as what is there', () => {
    const sets = allOf(slices, 'views');
    const named = { ...sets, ...allOf(slices, 'queries'), ...allOf(slices, 'jobs') };
    for (const [name, each] of Object.entries(named)) expect(each.name).toBe(name);
    for (const { name, reads } of Object.values(allOf(slices, 'queries')))
      expect([name, reads.filter((set) => !Object.hasOwn(sets, set))]).toEqual([name, []]);
    for (const { name, reads } of Object.values(allOf(slices, 'jobs')))
      expect([name, Object.hasOwn(sets, reads)]).toEqual([name, true]);
  });
});
