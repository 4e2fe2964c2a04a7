import type { FoundCustomers } from '#customers';
import type { TestEndpoint } from './server.js';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2024-03-01T09:00:00Z');

export const ADA = { name: 'Ada Byron', number: 'K-100482', phone: '+44 20 7946 0018', card: '9271003411820' } as const;
export const CHARLES = { name: 'Charles Babbage', number: 'K-100777' } as const;
const CARD_VISITS = 3;
/** What Ada has besides calls: a complaint, visits with the card, a letter. */
export const ADAS_OTHERS = 1 + CARD_VISITS + 1;

interface Identifier {
  readonly type: string;
  readonly value: string;
}

const number = (value: string): Identifier => ({ type: 'customer-number', value });
const phone: Identifier = { type: 'phone', value: ADA.phone };
const loyaltyCard: Identifier = { type: 'loyalty-card', value: ADA.card };

/**
 * A handful of people, recorded over HTTP: Ada with `calls` about invoices, a complaint that is open and a loyalty card
 * that one visit ties to her; Charles, who rings from her phone. Answers with Ada's id.
 */
export async function recordCompany(server: TestEndpoint, calls: number): Promise<string> {
  const lines = [...touchpoints(calls)].map((line) => JSON.stringify(line)).join('\n');
  const { status, body } = await server.call<string>('POST', '/touchpoints/batch', lines, {
    'content-type': 'application/x-ndjson',
  });
  const results = body.trim().split('\n');
  const refused = results.find((line) => !line.includes('"accepted"'));
  const last = /"position":"(\d+)"/.exec(results.at(-1) ?? '')?.[1];
  if (status !== 200 || refused !== undefined || last === undefined)
    throw new Error(`Not recorded (${status}): ${refused ?? body}`);
  const found = await server.call<FoundCustomers>('GET', `/customers?q=${ADA.number}&after=${last}`);
  const [ada] = found.body.customers;
  if (!ada) throw new Error('Ada was not found.');
  return ada.id;
}

/** Sends `count` touchpoints, `refused-0` and so on, that cannot be recorded: their amount is no number. */
export async function sendRefused(server: TestEndpoint, count: number): Promise<void> {
  const parties = [{ role: 'buyer', name: 'Grace Hopper', identifiers: [{ type: 'email', value: 'grace@example.org' }] }];
  const amount = { value: 'ten', currency: 'EUR' };
  const lines = Array.from({ length: count }, (_, n) => JSON.stringify(touchpoint(`refused-${n}`, 330, { parties, amount })));
  await server.call('POST', '/touchpoints/batch', lines.join('\n'), { 'content-type': 'application/x-ndjson' });
}

function* touchpoints(calls: number): Generator<object> {
  for (let call = 0; call < calls; call++) {
    const parties = [
      { role: 'caller', name: ADA.name, identifiers: call === 0 ? [number(ADA.number), phone] : [number(ADA.number)] },
    ];
    const subject = `Invoice ${100 + call}`;
    yield touchpoint(`call-${call}`, call * 5, {
      handledBy: call % 3 === 0 ? 'omar' : 'jane',
      parties,
      subject,
      content: `She asked about invoice ${100 + call}.`,
    });
  }
  const complaint = {
    kind: 'complaint',
    channel: 'email',
    department: 'complaints',
    case: { ref: 'C-1002', status: 'opened' },
    details: { stage: 'raised' },
  };
  yield touchpoint('complaint', 290, {
    ...complaint,
    parties: [{ role: 'complainant', identifiers: [number(ADA.number)] }],
    subject: 'Charged twice',
  });
  const visit = { kind: 'store-visit', channel: 'store', department: 'sales' };
  for (let at = 0; at < CARD_VISITS; at++) {
    const identifiers = at === 0 ? [number(ADA.number), loyaltyCard] : [loyaltyCard];
    yield touchpoint(`visit-${at}`, 300 + at, {
      ...visit,
      parties: [{ role: 'visitor', identifiers }],
      subject: `Looked at lamps ${at}`,
    });
  }
  const address = { lines: ['1 Mill Lane'], postcode: 'CB1 2AB', city: 'Cambridge', country: 'GB' };
  const recipient = { role: 'recipient', name: ADA.name, identifiers: [number(ADA.number)], address };
  yield touchpoint('letter', 310, {
    kind: 'letter',
    channel: 'post',
    direction: 'outbound',
    parties: [recipient],
    subject: 'Your invoices',
  });
  const charles = { role: 'caller', name: CHARLES.name, identifiers: [number(CHARLES.number), phone] };
  yield touchpoint('charles', 320, { parties: [charles], subject: 'Delivery', content: 'He rang from the phone at home.' });
}

function touchpoint(externalId: string, day: number, rest: object): object {
  const occurredAt = new Date(FIRST_DAY + day * DAY_MS).toISOString();
  return {
    source: 'test',
    externalId,
    occurredAt,
    kind: 'call',
    channel: 'phone',
    direction: 'inbound',
    department: 'billing',
    ...rest,
  };
}
