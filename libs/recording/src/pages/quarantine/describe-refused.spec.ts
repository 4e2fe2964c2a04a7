import { describeRefused, fieldSentence } from './describe-refused.js';

const refused = (body: string, source = '', code = 'invalid') =>
  describeRefused({ id: '1', receivedAt: '2026-11-20T09:31:00Z', source, body, problem: { code, detail: 'kind is missing' } });

describe('what is wrong with a field', () => {
  it.each([
    ['amount.value', 'value must be a decimal number', 'amount.value must be a decimal number'],
    ['kind', 'is not known here', 'kind is not known here'],
    ['details', 'each stage must be a code', 'details: each stage must be a code'],
    ['', 'Line 1, column 2: a comma is missing', ' Line 1, column 2: a comma is missing'],
  ])('%j %s', (field, problem, sentence) => expect(fieldSentence({ field, problem }).join(' ')).toBe(sentence));
});

describe('a refused touchpoint, in a list', () => {
  it('is from whom it names, though it is not valid', () => {
    expect(refused('{"source":"shop","externalId":"7"}')).toEqual({
      from: 'shop, 7',
      wrong: 'kind is missing',
      trouble: 'Not valid',
      unmapped: false,
    });
    expect(refused('{"source":"shop"}', 'crm', 'conflict')).toMatchObject({ from: 'crm', trouble: 'Recorded otherwise' });
  });

  it.each(['not json', '7', 'null', '[]', '{"source":7}', '{"source":""}'])('from %s is from nobody known', (body) =>
    expect(refused(body).from).toBe('sender not known'),
  );

  it('that an import could not map names the file and what was wrong there', () => {
    const unmapped = { file: 'calls.csv', record: 1204, problem: 'Opened is no date', records: [] };
    expect(refused(JSON.stringify({ unmapped }))).toEqual({
      from: `calls.csv, record ${(1204).toLocaleString()}`,
      wrong: 'Opened is no date',
      trouble: 'Not mapped',
      unmapped: true,
    });
  });
});
