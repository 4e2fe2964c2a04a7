import * as fc from 'fast-check';
import { JsonProblemError } from './json-problem.js';
import { parseJson } from './parse-json.js';

function refusal(text: string): JsonProblemError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonProblemError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** Keys of every kind but those that are refused. */
const key = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__' && !text.includes('\0'));
const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
})).value;

/** How people and programs write the same JSON. */
const written = fc.tuple(json, fc.constantFrom(0, 1, 2, '\t'), fc.boolean()).map(([value, indent, escaped]) => {
  const plain = JSON.stringify(value, null, indent);
  return escaped ? plain.replaceAll(/[\u0080-\uffff]/g, escapes) : plain;
});

const escapes = (plain: string) => plain.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What `JSON.parse` makes of it, but for the names whose value is null. */
function withoutNulls(given: string): unknown {
  return JSON.parse(given, function (this: unknown, _name, value: unknown) {
    return value === null && !Array.isArray(this) ? undefined : value;
  }) as unknown;
}

describe('parsing JSON', () => {
  it('agrees with JSON.parse on everything sound but null, which is absent', () => {
    fc.assert(
      fc.property(written, (given) =>
        expect(parseJson(given)).toStrictEqual(JSON.parse(given) === null ? null : withoutNulls(given)),
      ),
      { numRuns: 200 },
    );
  });

  it('leaves out a name whose value is null, at every level, and keeps a null in a list', () => {
    expect(parseJson('{"a":null,"b":{"c":null,"d":[null,{"e":null,"f":1}]}}')).toStrictEqual({ b: { d: [null, { f: 1 }] } });
    expect(parseJson('null')).toBeNull();
  });

  it('finds a duplicate key wherever it is put and however it is written', () => {
    const ascii = fc.stringMatching(/^[a-z]{1,8}$/).filter((name) => name !== 'constructor');
    fc.assert(
      fc.property(
        ascii,
        fc.boolean(),
        json,
        json,
        json,
        fc.constantFrom('', ' ', '\n\t'),
        (name, escape, first, second, around, space) => {
          const inner = `{"${name}":${JSON.stringify(first)},"x y":1,"${escape ? escapes(name) : name}"${space}:${JSON.stringify(second)}}`;
          const error = refusal(`{"around":${JSON.stringify(around)},"list":[1,${inner}]}`);
          expect(error.code).toBe('duplicate-key');
          expect(error.errors?.[0]?.field).toBe(`list[1].${name}`);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is not misled by text that looks like keys', () => {
    const value = { a: '":', b: '": {"a": 1, "a": 2}', c: ['":', ':', '"__proto__"', '"constructor"'], constructor: 'a name' };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });

  it.each([
    ['malformed-json', 'Line 1, column 9', '{"a": 1,}'],
    ['malformed-json', 'Line 2, column 2: A comma is missing.', '{"a": 1\n "b": 2}'],
    ['malformed-json', 'no closing quote', '{"a": "secret'],
    ['malformed-json', 'Line 1, column 10', '{"a": 1} trailing'],
    ['malformed-json', 'Line 1, column 2', '{a: 1}'],
    ['malformed-json', 'Line 1', '{"a": "x\ny"}'],
    ['malformed-json', 'Comments', '// note\n{}'],
    ['malformed-json', 'nothing in it', '  '],
    ['malformed-json', 'byte order mark', '\uFEFF{}'],
    ['malformed-json', 'Line 1', '{"a": 01}'],
    ['forbidden-key', 'a.__proto__', '{"a":{"__proto__":{"admin":true}}}'],
    ['forbidden-key', 'a.__proto__', '{"a":{"\\u005f_proto__":{"admin":true}}}'],
    ['forbidden-key', 'constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
    ['forbidden-character', 'a[0]: The text holds a NUL', '{"a":["x\\u0000y"]}'],
    ['forbidden-character', 'NUL', '{"a\\u0000":1}'],
    ['forbidden-character', 'lone surrogate', '{"a":"\\ud83d"}'],
    ['forbidden-character', 'lone surrogate', '{"a":"\\\\ud83d\\ude00"}'],
    ['forbidden-character', 'lone surrogate', '{"a":"\ud83d"}'],
    ['imprecise-number', 'a: This number', '{"a":9007199254740993}'],
    ['imprecise-number', 'a: This number', '{"a":1.00000000000000000001}'],
    ['imprecise-number', 'a: This number', '{"a":1e308}'],
    ['imprecise-number', 'a: This number', '{"a":-123456789012345680000}'],
    ['imprecise-number', 'a: This number', '{"a":1e400}'],
    ['imprecise-number', 'a: This number', '{"a":1e-400}'],
    ['nested-too-deep', '32 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['nested-too-deep', '32 levels', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['nested-too-deep', '32 levels', '['.repeat(200_000)],
    ['nested-too-deep', '32 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
  ])('refuses %s, saying %j', (code, part, given) => {
    const error = refusal(given);
    expect([error.status, error.code]).toEqual([400, code]);
    expect(error.detail).toContain(part);
    expect(error.errors?.[0]?.remedy).toBeTruthy();
  });

  it.each([
    '{"a":"\\ud83d\\ude00"}',
    '{"n":[1e2,-0,0.1,1.50,0.30000000000000004,9007199254740991,1E3]}',
    '"\\u0041"',
    `${'['.repeat(32)}${']'.repeat(32)}`,
  ])('accepts %j', (given) => expect(parseJson(given)).toEqual(JSON.parse(given)));

  it('repeats no content of what it refuses', () => {
    for (const given of [
      '{"a":"ada@example.org"',
      '{"a":"ada@example.org\\u0000"}',
      '{"a":"ada@example.org","a":"ada@example.org"}',
      '{"a": ada@example.org}',
    ]) {
      expect(JSON.stringify([refusal(given).message, refusal(given).errors])).not.toContain('ada@');
    }
  });
});
