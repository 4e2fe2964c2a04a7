import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMapping } from './mapping.js';
import { MappingError } from './mapping-node.js';
import { RecordProblem } from './record-problem.js';

const HEAD = `
touchpoint:
  source: shop
  externalId: \${id}
  occurredAt: 2024-05-01T10:00:00Z
  kind: note
  channel: crm
  direction: internal
  department: sales
  parties:
    - role: buyer
      identifiers: [{ type: email, value: '\${mail}' }]
`;

/** Maps records (columns as in the first) with `HEAD` and what is added to it. */
function map(added: string, records: readonly Readonly<Record<string, string>>[], top = ''): Record<string, unknown> {
  const names = Object.keys(records[0] ?? {});
  const columns = { names, indexOf: (name: string) => (names.includes(name) ? names.indexOf(name) : undefined) };
  const { touchpoint } = parseMapping(top + HEAD + added, 'csv').compile(columns, tmpdir());
  const rows = records.map((record) => names.map((name) => record[name] ?? ''));
  const [first = []] = rows;
  return touchpoint(first, rows);
}

const problemsOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof MappingError) return error.problems.map(({ line, field, problem }) => `${line} ${field}: ${problem}`);
    throw error;
  }
  return [];
};

const RECORD = {
  id: '7',
  mail: 'ada@example.org',
  quantity: '-2',
  price: '1.25',
  when: '05/01/2024 16:30',
  colour: 'r',
  empty: '',
};

describe('a mapping', () => {
  it.each([
    ['${', '${'.repeat(50_000)],
    ['${a}', '${id}'.repeat(20_000)],
    ['$${', '$${'.repeat(33_000)],
    ['${nowhere}', '${x}'.repeat(25_000)],
  ])('of 100 kB of %s is read at once', (_name, text) => {
    const before = performance.now();
    problemsOf(() => map(`  subject: '${text}'\n`, [RECORD]));
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('of thousands of fields is read at once', () => {
    const fields = Array.from({ length: 8000 }, (_, n) => `f${n}: x`).join(', ');
    const before = performance.now();
    expect(Object.keys(map(`  details: { ${fields} }\n`, [RECORD])['details'] as object)).toHaveLength(8000);
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('that is nested without end is refused', () => {
    expect(problemsOf(() => parseMapping('['.repeat(50_000), 'csv'))).toHaveLength(100);
    const closed = `touchpoint: ${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(problemsOf(() => parseMapping(closed, 'csv'))).not.toEqual([]);
  });

  it('keeps the digits of a number, also of one beyond 2^53', () => {
    const record = { ...RECORD, id: '12345678901234567890' };
    expect(map('  subject: 12345678901234567891\n', [record])).toMatchObject({
      externalId: '12345678901234567890',
      subject: '12345678901234567891',
    });
    expect(() => map('  details: { n: { column: id, as: number } }\n', [record])).toThrow(
      'touchpoint.details.n: is not a number, or has more digits than a number keeps',
    );
  });

  it('fills templates, and leaves out what has no value', () => {
    expect(map('  subject: "No. ${id} for ${mail}"\n  content: ${empty}\n  outcome: half ${empty}\n', [RECORD])).toEqual({
      source: 'shop',
      externalId: '7',
      occurredAt: '2024-05-01T10:00:00Z',
      kind: 'note',
      channel: 'crm',
      direction: 'internal',
      department: 'sales',
      subject: 'No. 7 for ada@example.org',
      parties: [{ role: 'buyer', identifiers: [{ type: 'email', value: 'ada@example.org' }] }],
    });
  });

  it('takes $${...} as it stands', () => {
    expect(map('  subject: cost $${id} of ${id}\n', [RECORD])).toMatchObject({ subject: 'cost ${id} of 7' });
  });

  it('chooses by conditions, the first that holds', () => {
    const subject = (condition: string): unknown =>
      map(`  subject: { cases: [{ when: ${condition}, then: yes it is }, { else: no }] }\n`, [RECORD])['subject'];
    expect(subject('{ column: quantity, below: 0 }')).toBe('yes it is');
    expect(subject('{ column: quantity, above: -2 }')).toBe('no');
    expect(subject('{ column: colour, is: [r, g] }')).toBe('yes it is');
    expect(subject('{ column: colour, isNot: r }')).toBe('no');
    expect(subject('{ column: empty, empty: true }')).toBe('yes it is');
    expect(subject('{ column: mail, startsWith: ada }')).toBe('yes it is');
    expect(subject('{ all: [{ column: id, is: 7 }, { not: { column: colour, is: b } }] }')).toBe('yes it is');
    expect(subject('{ any: [{ column: id, is: 8 }, { column: colour, is: b }] }')).toBe('no');
  });

  it('names values by a map, and refuses one that is not in it', () => {
    const subject = (rest: string): unknown => map(`  subject: { column: colour, map: ${rest} }\n`, [RECORD])['subject'];
    expect(subject('{ r: red, g: green }')).toBe('red');
    expect(subject('{ g: green }, otherwise: other')).toBe('other');
    expect(subject("{ g: green }, otherwise: ''")).toBeUndefined();
    expect(() => subject('{ g: green }')).toThrow(new RecordProblem('touchpoint.subject: the value is not in the map'));
  });

  it('calculates exactly', () => {
    const amount = (value: string): unknown => map(`  amount: { value: ${value}, currency: GBP }\n`, [RECORD])['amount'];
    expect(amount('{ multiply: [{ column: quantity }, { column: price }], absolute: true }')).toEqual({
      value: '2.5',
      currency: 'GBP',
    });
    expect(amount('{ addUp: ["0.1", "0.2"] }')).toEqual({ value: '0.3', currency: 'GBP' });
    expect(amount('{ from: 1e-16, decimals: 2 }')).toEqual({ value: '0', currency: 'GBP' });
    expect(amount('{ from: "1.234,505", separator: ",", grouping: ".", decimals: 2 }')).toEqual({
      value: '1234.51',
      currency: 'GBP',
    });
    expect(amount('{ column: quantity, negate: true }')).toEqual({ value: '2', currency: 'GBP' });
    expect(amount('{ column: empty }')).toBeUndefined();
    expect(() => amount('{ column: mail }')).toThrow('touchpoint.amount.value: is not a number');
  });

  it('reads dates in the format and the zone that it names', () => {
    const at = (expression: string): unknown => map('', [RECORD], '').occurredAt && parse(expression);
    const parse = (expression: string): unknown => {
      const text = HEAD.replace('2024-05-01T10:00:00Z', expression);
      const columns = { names: ['id', 'mail', 'when'], indexOf: (name: string) => ['id', 'mail', 'when'].indexOf(name) };
      return parseMapping(text, 'csv').compile(columns, tmpdir()).touchpoint(['7', 'm', RECORD.when], []).occurredAt;
    };
    expect(at('{ column: when, format: MM/dd/yyyy HH:mm, zone: America/New_York }')).toBe('2024-05-01T16:30:00-04:00');
    expect(at('{ column: when, format: [yyyy, dd/MM/yyyy HH:mm], zone: UTC }')).toBe('2024-01-05T16:30:00+00:00');
    expect(() => at('{ column: when, format: yyyy-MM-dd, zone: UTC }')).toThrow(
      'touchpoint.occurredAt: is not a date in the format given',
    );
    expect(problemsOf(() => at('{ column: when, format: MM/dd/yyyy HH:mm }'))).toEqual([
      '5 touchpoint.occurredAt.format: has no offset (XXX), so a `zone` is needed, here or at the top of the mapping',
    ]);
  });

  it('makes lists, without what is empty or there twice', () => {
    expect(map('  topics: ["${colour}", "${empty}", r, { from: "a, b,", split: "," }]\n', [RECORD])).toMatchObject({
      topics: ['r', 'a', 'b'],
    });
  });

  it('leaves out identifiers without a value, and refuses a record with nobody in it', () => {
    expect(() => map('', [{ ...RECORD, mail: '' }])).toThrow('nobody');
  });

  it('makes one touchpoint of several records', () => {
    const added =
      '  details: { lines: { eachLine: { sku: "${id}", quantity: { column: quantity, as: number, absolute: true } } }, total: { addUp: { column: price } } }\n';
    expect(map(added, [RECORD, { ...RECORD, id: '8', price: '2' }], 'group: { by: mail }')).toMatchObject({
      externalId: '7',
      details: {
        lines: [
          { sku: '7', quantity: 2 },
          { sku: '8', quantity: 2 },
        ],
        total: '3.25',
      },
    });
  });

  it('takes some values for nothing, and blanks around values away', () => {
    const text = `input: { nothing: [N/A] }${HEAD}  subject: \${subject}\n`;
    const columns = { names: [], indexOf: (name: string) => ['id', 'mail', 'subject'].indexOf(name) };
    const { touchpoint } = parseMapping(text, 'csv').compile(columns, tmpdir());
    expect(touchpoint(['7', ' a@b.c ', ' N/A'], [])).toMatchObject({ parties: [{ identifiers: [{ value: 'a@b.c' }] }] });
    expect(touchpoint(['7', ' a@b.c ', ' N/A'], [])).not.toHaveProperty('subject');
  });

  it('reads another file by key', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mapping-'));
    writeFileSync(join(folder, 'colours.csv'), 'code,name\nr,red\n');
    const text = `tables: { colours: { file: colours.csv, key: code, match: colour } }${HEAD}  subject: \${colours.name}\n`;
    const columns = {
      names: [],
      indexOf: (name: string) => {
        const place = ['id', 'mail', 'colour'].indexOf(name);
        return place < 0 ? undefined : place;
      },
    };
    const { touchpoint } = parseMapping(text, 'csv').compile(columns, folder);
    expect(touchpoint(['7', 'a@b.c', 'r'], [])).toMatchObject({ subject: 'red' });
    expect(touchpoint(['7', 'a@b.c', 'x'], [])).not.toHaveProperty('subject');
    rmSync(folder, { recursive: true });
  });
});

describe('a mapping with mistakes', () => {
  it('names all of them, each with its line', () => {
    const added =
      '  subjct: x\n  subject: { column: nowhere }\n  content: { cases: [{ when: { column: id }, then: a }] }\n  outcome: { from: "${id}", as: integer }\n';
    expect(problemsOf(() => map(added, [RECORD]))).toEqual([
      expect.stringMatching(/^13 touchpoint\.subjct: is not known here/) as string,
      '14 touchpoint.subject.column: there is no column "nowhere"; the file has id, mail, quantity, price, when, colour, empty',
      '15 touchpoint.content.cases[0].when: needs exactly one of is, isNot, empty, startsWith, below, above (or all, any, not)',
      '16 touchpoint.outcome.as: must be one of text, decimal, number, date, date-time',
    ]);
  });

  it.each([
    ['no YAML', 'touchpoint: [', /^1|2 /],
    ['no touchpoint', 'zone: UTC', /touchpoint: is missing/],
    ['an unknown zone', 'zone: Mars/Olympus\ntouchpoint: {}', /zone: "Mars\/Olympus" is not a time zone/],
  ])('is refused: %s', (_name, text, expected) => {
    expect(problemsOf(() => parseMapping(text, 'csv')).join('\n')).toMatch(expected);
  });

  it('is refused where it adds up records that it does not group', () => {
    expect(problemsOf(() => map('  details: { lines: { eachLine: { sku: a } } }\n', [RECORD]))).toEqual([
      '13 touchpoint.details.lines.eachLine: needs `group`: without it each record is a touchpoint of its own',
    ]);
  });

  it('is refused for a letter that means nothing in a date', () => {
    expect(problemsOf(() => map('  details: { day: { column: when, as: date, format: qq } }\n', [RECORD]))[0]).toMatch(
      /"qq" means nothing in a date/,
    );
  });
});
