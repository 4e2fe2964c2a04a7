import 'reflect-metadata';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type CommandDefinition, readInput } from '#commands';
import { bindFeatures, parseDefinitions } from '#features';
import { allOf } from '#slice';
import { openLines } from './open-lines.js';
import type { LineInput } from './touchpoint-sink.js';

// Published data, too large to keep here: where it is missing, these tests are skipped.
const DATA = process.env['EXAMPLE_DATA'] ?? resolve(__dirname, '../../../../../shared/data');
const describeWithData = existsSync(DATA) ? describe : describe.skip;
const EXAMPLES = resolve(__dirname, '../../../../examples');
const loadCommand = allOf(bindFeatures(parseDefinitions(), { publishes: false }), 'commands')['RecordTouchpoint'];

interface Touchpoint {
  readonly externalId: string;
  readonly kind: string;
  readonly channel: string;
  readonly amount?: { readonly value: string };
  readonly parties: readonly { readonly identifiers: readonly { readonly type: string; readonly value: string }[] }[];
  readonly details?: { readonly lines?: readonly unknown[] };
}

describeWithData('the mappings in examples/', () => {
  // The machine may be busy: the files are real, and some are large.
  jest.setTimeout(30_000);
  let folder: string;
  let recordTouchpoint: CommandDefinition;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'examples-'));
    if (!loadCommand) throw new Error('Touchpoints cannot be recorded.');
    recordTouchpoint = await loadCommand();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The header and those lines of a file that are wanted, in a file of their own. */
  function sample(text: string, wanted: (line: string, index: number) => boolean): string {
    const [header = '', ...lines] = text.split('\n');
    const path = join(folder, 'sample.csv');
    writeFileSync(path, [header, ...lines.filter(wanted)].join('\n'));
    return path;
  }

  /** All lines of a file; each `check`th is held against the contract of recording. */
  async function map(file: string, mapping: string, check = 25): Promise<{ touchpoints: Touchpoint[]; problems: string[] }> {
    const opened = await openLines(resolve(DATA, file), readFileSync(join(EXAMPLES, mapping), 'utf8'));
    const touchpoints: Touchpoint[] = [];
    const problems: string[] = [];
    for await (const lines of opened.lines(0, { folder: join(folder, 'sorting') })) {
      for (const line of lines) {
        if ('problem' in line) problems.push(line.problem);
        else touchpoints.push(parsed(line, touchpoints.length % check === 0));
      }
    }
    return { touchpoints, problems };
  }

  function parsed(line: Extract<LineInput, { json: string }>, check: boolean): Touchpoint {
    if (check) {
      const read = readInput(recordTouchpoint, line.json);
      if ('problem' in read) throw new Error(`${read.problem.detail}: ${line.json}`);
    }
    return JSON.parse(line.json) as Touchpoint;
  }

  const count = (touchpoints: readonly Touchpoint[], of: (touchpoint: Touchpoint) => string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const touchpoint of touchpoints) counts[of(touchpoint)] = (counts[of(touchpoint)] ?? 0) + 1;
    return counts;
  };

  it('make an offer of each mailing, with the campaign’s first day from the other file', async () => {
    const { touchpoints, problems } = await map('completejourney/derived-csv/campaigns.csv', 'completejourney/mailings.yaml');
    expect(problems).toEqual([]);
    expect(touchpoints).toHaveLength(6589);
    expect(touchpoints[0]).toEqual({
      source: 'completejourney',
      externalId: 'mailing-1-105',
      occurredAt: '2017-03-03T00:00:00-05:00',
      kind: 'offer',
      channel: 'post',
      direction: 'outbound',
      department: 'marketing',
      subject: 'Campaign 1 (Type B)',
      topics: ['campaign'],
      details: { offerId: 'campaign-1', campaign: '1', campaignType: 'Type B', validUntil: '2017-04-09' },
      parties: [{ role: 'recipient', identifiers: [{ type: 'customer-number', value: '105' }] }],
    });
  });

  it('make an answer to an offer of each coupon', async () => {
    const { touchpoints, problems } = await map(
      'completejourney/derived-csv/coupon_redemptions.csv',
      'completejourney/coupon-redemptions.yaml',
    );
    expect(problems).toEqual([]);
    expect(touchpoints).toHaveLength(2102);
    expect(new Set(touchpoints.map(({ externalId }) => externalId)).size).toBe(2102);
    expect(touchpoints[0]).toMatchObject({
      externalId: 'redemption-1029-26-51380041013-2017-01-01',
      kind: 'offer-response',
      details: { offerId: 'campaign-26', campaign: '26', coupon: '51380041013', response: 'redeemed' },
    });
  });

  it('make one purchase of each basket, whose lines are strewn over the file', async () => {
    const text = readFileSync(join(DATA, 'completejourney/derived-csv/transactions_sample.csv'), 'utf8');
    const basketOf = (line: string): string => line.split(',')[2] ?? '';
    expect(new Set(text.trimEnd().split('\n').slice(1).map(basketOf)).size).toBe(47_243);
    const path = sample(text, (line) => basketOf(line).endsWith('27'));
    const { touchpoints, problems } = await map(path, 'completejourney/purchases.yaml');
    const lines = readFileSync(path, 'utf8').split('\n').slice(1);
    expect(problems).toEqual([]);
    expect(touchpoints.map(({ externalId }) => externalId)).toEqual(
      [...new Set(lines.map((line) => `basket-${basketOf(line)}`))].toSorted(),
    );
    expect(touchpoints.reduce((sum, { details }) => sum + (details?.lines?.length ?? 0), 0)).toBe(lines.length);
    expect(touchpoints[0]).toMatchObject({
      externalId: 'basket-31198452527',
      occurredAt: '2017-01-02T02:18:16Z',
      amount: { value: '0.88', currency: 'USD' },
    });
  });

  it('make a purchase or a refund of each invoice, also of one whose lines stand in two places', async () => {
    const text = gunzipSync(readFileSync(join(DATA, 'online-retail-uci/derived-csv/onlineretail.csv.gz'))).toString();
    const invoiceOf = (line: string): string => line.slice(0, line.indexOf(','));
    const invoices = new Set([...text.matchAll(/^([AC]?\d{6}),/gm)].map(([, invoice]) => invoice ?? ''));
    expect(invoices.size).toBe(25_900);
    const wanted = new Set(
      [...invoices].filter(
        (invoice) => invoice.startsWith('A') || invoice.endsWith('79') || ['536365', '542806'].includes(invoice),
      ),
    );
    const { touchpoints, problems } = await map(
      sample(text, (line) => wanted.has(invoiceOf(line))),
      'online-retail/invoices.yaml',
    );
    expect(problems).toEqual([]);
    expect(touchpoints.map(({ externalId }) => externalId)).toEqual([...wanted].toSorted());
    expect(count(touchpoints, ({ kind }) => kind)).toEqual({ purchase: 198, refund: 56, note: 3 });
    expect(touchpoints.filter(({ amount }) => amount?.value.startsWith('-'))).toEqual([]);
    expect(touchpoints.find(({ externalId }) => externalId === '536365')).toMatchObject({
      occurredAt: '2010-12-01T08:26:00+00:00',
      amount: { value: '139.12', currency: 'GBP' },
      parties: [{ role: 'buyer', identifiers: [{ type: 'customer-number', value: '17850' }], address: { country: 'GB' } }],
    });
    expect(touchpoints.find(({ externalId }) => externalId === 'C536379')).toMatchObject({
      kind: 'refund',
      amount: { value: '27.5', currency: 'GBP' },
      details: { lines: [{ sku: 'D', description: 'Discount', quantity: 1, unitPrice: '27.5' }] },
    });
    const anonymous = touchpoints.filter(({ parties }) => parties[0]?.identifiers[0]?.type === 'receipt');
    const unnumbered = text.split('\n').filter((line) => wanted.has(invoiceOf(line)) && /,,[^,"]*$/.test(line));
    expect(anonymous).toHaveLength(new Set(unnumbered.map(invoiceOf)).size);
  });

  it('make a complaint of each case, from every channel it came over', async () => {
    const text = readFileSync(join(DATA, 'cfpb-complaints/Consumer_Complaints.csv'), 'utf8').trimEnd();
    expect(text.split('\n')).toHaveLength(8341);
    const { touchpoints, problems } = await map(
      sample(text, (_line, index) => index % 6 === 0),
      'cfpb-complaints/complaints.yaml',
    );
    expect(problems).toEqual([]);
    expect(touchpoints).toHaveLength(1390);
    expect(count(touchpoints, ({ channel }) => channel)).toEqual({ web: 1030, referral: 180, phone: 86, post: 73, fax: 21 });
    expect(touchpoints[0]).toMatchObject({
      externalId: '1114245',
      occurredAt: '2014-11-13T00:00:00-05:00',
      case: { ref: '1114245', status: 'closed' },
      details: { stage: 'raised', product: 'Debt collection', subProduct: 'Medical', issue: 'Disclosure verification of debt' },
    });
  });

  it('keep the complainants’ own words, line breaks and quotes included', async () => {
    const text = readFileSync(join(DATA, 'cfpb-complaints/narratives-sample.csv'), 'utf8');
    const ends = [...text.matchAll(/,(?:Yes|No),N\/A,\d+\r?\n/g)].map((match) => match.index + match[0].length);
    expect(ends).toHaveLength(2827);
    writeFileSync(join(folder, 'sample.csv'), text.slice(0, ends[299]));
    const { touchpoints, problems } = await map(join(folder, 'sample.csv'), 'cfpb-complaints/narratives.yaml');
    expect(problems).toEqual([]);
    expect(touchpoints).toHaveLength(300);
    expect(touchpoints[0]).toMatchObject({
      externalId: '6731964',
      topics: ['Payday loan, title loan, or personal loan', 'Installment loan', 'Servicemember'],
      content: expect.stringMatching(/^This company 's offer was not clear\. \n\nThis account .* " leasing fee ''/s) as string,
    });
  });

  it.each([
    ['customers', 120],
    ['reference', 22],
    ['watchlist', 17],
  ])('make a note of each of the %s', async (name, expected) => {
    const { touchpoints, problems } = await map(`senzing-truthset/${name}.csv`, `senzing-truthset/${name}.yaml`, 1);
    expect(problems).toEqual([]);
    expect(touchpoints).toHaveLength(expected);
  });

  it('read names, partial dates and identifiers of the senzing records', async () => {
    const { touchpoints } = await map('senzing-truthset/customers.csv', 'senzing-truthset/customers.yaml');
    expect(touchpoints[0]).toMatchObject({
      externalId: 'CUSTOMERS-1001',
      occurredAt: '2018-01-02T00:00:00+00:00',
      parties: [
        {
          role: 'subject',
          name: 'Robert Smith',
          birthDate: '1978-12-11',
          identifiers: [
            { type: 'phone', value: '702-919-1300' },
            { type: 'record-id', value: 'CUSTOMERS 1001' },
          ],
          address: { lines: ['123 Main Street, Las Vegas NV 89132'] },
        },
      ],
    });
  });

  it.each([
    ['febrl/dataset1.csv', 'febrl/people.yaml', 1000],
    ['febrl/dataset2.csv', 'febrl/people.yaml', 5000],
    ['febrl/dataset3.csv', 'febrl/people.yaml', 5000],
    ['splink/fake_1000.csv', 'splink/people.yaml', 1000],
  ])('make a note of each person in %s', async (file, mapping, expected) => {
    const text = readFileSync(join(DATA, file), 'utf8').trimEnd();
    expect(text.split('\n')).toHaveLength(expected + 1);
    const { touchpoints, problems } = await map(
      sample(text, (_line, index) => index % 5 === 0),
      mapping,
    );
    expect(problems).toEqual([]);
    expect(touchpoints).toHaveLength(expected / 5);
  });

  it('leave out what a person’s record does not say', async () => {
    const { touchpoints } = await map('febrl/dataset1.csv', 'febrl/people.yaml');
    expect(touchpoints[0]?.parties).toEqual([
      {
        role: 'subject',
        name: 'waller',
        birthDate: '1908-12-09',
        identifiers: [
          { type: 'national-id', value: '6988048' },
          { type: 'record-id', value: 'febrl rec-223-org' },
        ],
        address: { lines: ['6 tullaroop street', 'willaroo'], postcode: '4011', city: 'st james', region: 'wa', country: 'AU' },
      },
    ]);
  });
});
