import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

describe('Canonical JSON', () => {
  it('is the same whatever the order of the names, at every depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
    expect(canonicalJson({ a: 'x', b: [{ c: null, d: 1 }] })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  });

  it('keeps the order of a list', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  it('leaves out what is undefined, and keeps what is null or empty', () => {
    expect(canonicalJson({ a: undefined, b: null, c: [], d: {}, e: '' })).toBe('{"b":null,"c":[],"d":{},"e":""}');
    expect(canonicalJson(undefined)).toBe('null');
  });

  it('leaves out what it is told to, at every depth', () => {
    const withoutNull = (member: unknown): boolean => member === undefined || member === null;
    expect(canonicalJson({ a: null, b: { c: null, d: 1 }, e: [{ f: null }] }, withoutNull)).toBe('{"b":{"d":1},"e":[{}]}');
  });

  it('is read back as what it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
