import * as fc from 'fast-check';
import { flawOf, laidOut, placeOf } from './body-text.js';

const LINE = '{"source":"shop","parties":[{"identifiers":[{"type":"phone","value":"1"}]}]}';

describe('the body of a refused touchpoint', () => {
  it('is laid out where it is JSON, with every character but white space', () => {
    expect(laidOut(LINE).split('\n')).toHaveLength(13);
    const twice = '{"a":12345678901234567890,"a":1.50}';
    expect(laidOut(twice).replaceAll(/\s/g, '')).toBe(twice);
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(laidOut(json))).toEqual(JSON.parse(json));
      }),
    );
  });

  it('stays as it came where it is not', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const came = `{${text}`;
        expect(flawOf(came) === undefined || laidOut(came) === came).toBe(true);
      }),
    );
  });

  it.each([
    ['{"a": 1', 1, 'a closing } is missing'],
    ['{\n"a": 1\n"b": 2}', 3, 'a comma is missing'],
    ['not json', 1, 'this word has no meaning in JSON; text stands in quotation marks'],
    ['{"a": 1,}', 1, 'the name of a field is missing, or a comma is too many'],
    ['', 1, 'a value is missing'],
  ])('%j is no JSON on line %d: %s', (text, line, problem) => expect(flawOf(text)).toMatchObject({ line, problem }));
});

describe('the place of a field', () => {
  const marked = (text: string, field: string): string | undefined => {
    const place = placeOf(text, field);
    return place && text.slice(place.offset, place.offset + place.length);
  };

  it.each([
    ['source', '"source":"shop"'],
    ['parties[0].identifiers[0].value', '"value":"1"'],
    ['parties[0].identifiers[0]', '{"type":"phone","value":"1"}'],
    ['parties[0].identifiers[0].missing', '{"type":"phone","value":"1"}'],
    ['occurredAt', undefined],
  ])('%s is at %s', (field, text) => expect(marked(LINE, field)).toBe(text));

  it('counts lines as a reader does', () => expect(placeOf(laidOut(LINE), 'parties[0].identifiers[0].value')?.line).toBe(8));
});
