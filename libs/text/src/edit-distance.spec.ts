import { editDistance } from './edit-distance.js';

describe('the distance between two texts', () => {
  it.each([
    ['', '', 0],
    ['call', 'call', 0],
    ['', 'fax', 3],
    ['chanel', 'channel', 1],
    ['channel', 'chanel', 1],
    ['call', 'cell', 1],
    ['6988048', '6988084', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b, 9)).toBe(distance);
  });

  it('is counted no further than asked for', () => {
    expect(editDistance('kitten', 'sitting', 3)).toBe(3);
    expect(editDistance('kitten', 'sitting', 1)).toBe(2);
    expect(editDistance('a', 'x'.repeat(100_000), 2)).toBe(3);
  });
});
