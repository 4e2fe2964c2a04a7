import { desk } from './pages.js';

const { slices } = desk;
const pages = slices.flatMap((slice) => slice.pages);
const actions = slices.flatMap(({ cardActions = [] }) => cardActions);
const sections = slices.flatMap(({ cardSections = [] }) => cardSections);

describe('the pages of the slices', () => {
  it.each([
    ['paths', pages.map(({ path }) => path)],
    ['titles', pages.map(({ title }) => title)],
    ['shortcuts', [...pages, ...actions].flatMap(({ key }) => (key === undefined ? [] : [key.letter]))],
    ['names of what one can do from a card', actions.map(({ name }) => name)],
    ['names of sections of the card', sections.map(({ name }) => name)],
  ])('have %s that differ', (_, values) => expect(new Set(values).size).toBe(values.length));

  it('have shortcuts of one small letter, other than those that move through lists', () => {
    const letters = [...pages, ...actions].flatMap(({ key }) => (key === undefined ? [] : [key.letter]));
    expect(letters.filter((letter) => !/^[a-z]$/.test(letter) || 'jk'.includes(letter))).toEqual([]);
  });

  it('have code that loads', async () => {
    for (const { preload } of pages) expect(typeof (await preload())).toBe('function');
  });
});
