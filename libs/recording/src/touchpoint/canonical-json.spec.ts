import { canonicalContent, isAbsent } from './canonical-json.js';

describe('Contents that say the same', () => {
  it('give the same text, in whatever order and whether what is empty was left out or not', () => {
    expect(canonicalContent({ b: 1, a: { d: [], c: 'x', e: {} }, f: null })).toBe('{"a":{"c":"x"},"b":1}');
    expect(canonicalContent({ a: { c: 'x' }, b: 1 })).toBe('{"a":{"c":"x"},"b":1}');
  });

  it('keep what is false, nought or an empty text, and the places in a list', () => {
    expect(canonicalContent({ a: false, b: 0, c: '', d: [null, {}] })).toBe('{"a":false,"b":0,"c":"","d":[null,{}]}');
  });
});

describe('What is absent', () => {
  it.each([[undefined], [null], [[]], [{}], [{ a: undefined }]])('%j is', (value) => expect(isAbsent(value)).toBe(true));
  it.each([[''], [0], [false], [[null]], [{ a: '' }]])('%j is not', (value) => expect(isAbsent(value)).toBe(false));
});
