/** The sizes that made-up touchpoints are spread over. */
export interface MadeUpSize {
  readonly touchpoints: number;
  readonly customers: number;
}

/** Two years up to the end of September 2026. */
const SPAN = 730 * 86_400_000;
const START = Date.parse('2024-10-01T00:00:00Z');

const GIVEN =
  'Ada Alan Amir Anna Bea Carl Chloe Dara Dev Elena Ewan Fay George Hana Ian Ines Jane Jonas Kofi Lena Liam Mara Mei Nia Noor Omar Petra Ravi Rosa Sam Tess Uma Vera Will Yara Zoe'.split(
    ' ',
  );
const SURNAMES =
  'Abbott Bailey Byron Carr Chopra Cole Dunn Ellis Evans Fischer Ford Gill Grant Hale Hughes Iqbal Jones Kaya Keane Lam Lowe Marsh Mehta Moss Nash Novak Okafor Owen Park Price Quinn Reid Rossi Shah Sharp Stone Tran Turner Vance Walsh Ward West Wood Yates'.split(
    ' ',
  );
const SENTENCES = [
  'Asked why the invoice of last month was higher than the one before and whether the new tariff was the reason.',
  'The parcel was left with a neighbour who is away; wants it to be delivered again on a Saturday morning.',
  'Was told on the phone that an engineer would come between nine and eleven; nobody came and nobody called.',
  'Thinks of moving house in spring and would like to know what has to be done about the contract by then.',
  'Would rather get letters than e-mails from now on, apart from reminders of appointments.',
  'The replacement works well; thanks to the colleague in the workshop, who was friendly and quick.',
  'Wants to compare the annual and the monthly plan once more before deciding at the end of the week.',
  'The discount of the spring campaign was not taken off at the till although the coupon was shown.',
] as const;

const PHONE_SPELLINGS: readonly ((digits: string) => string)[] = [
  (d) => `+44${d}`,
  (d) => `0${d.slice(0, 4)} ${d.slice(4)}`,
  (d) => `+44 ${d.slice(0, 4)} ${d.slice(4)}`,
  (d) => `0044 ${d.slice(0, 4)} ${d.slice(4, 7)} ${d.slice(7)}`,
  (d) => `0${d.slice(0, 4)}-${d.slice(4, 7)}-${d.slice(7)}`,
  (d) => `+44 (0)${d.slice(0, 4)} ${d.slice(4)}`,
  (d) => `0${d}`,
];

type Kind = 'call' | 'email' | 'purchase' | 'web-visit' | 'chat' | 'letter' | 'complaint' | 'offer';
const KINDS: readonly (readonly [Kind, number, channel: string, department: string])[] = [
  ['call', 0.32, 'phone', 'billing'],
  ['email', 0.52, 'email', 'service'],
  ['purchase', 0.72, 'store', 'sales'],
  ['web-visit', 0.84, 'web', 'marketing'],
  ['chat', 0.91, 'chat', 'service'],
  ['letter', 0.94, 'post', 'billing'],
  ['complaint', 0.97, 'phone', 'service'],
  ['offer', 1, 'email', 'marketing'],
];

interface Identifier {
  readonly type: string;
  readonly value: string;
}

interface MadeUpParty {
  readonly role: string;
  readonly name?: string;
  readonly address?: object;
  readonly identifiers: readonly Identifier[];
}

/** A touchpoint as a source would send it. */
interface MadeUpTouchpoint {
  readonly parties: readonly MadeUpParty[];
  readonly [field: string]: unknown;
}

/**
 * Touchpoint number `index` of a company of `customers`: always the same for the same numbers, in the order of time, about
 * 1 KB as JSON, mostly of one party with two identifiers. Some customers come far more often than others; those of a household share
 * a landline, every spelling of a phone number occurs, and a name is stated in a third of all, an address in a few.
 */
export function madeUpTouchpoint(index: number, { touchpoints, customers }: MadeUpSize): MadeUpTouchpoint {
  const next = numbersFrom(index);
  const customer = Math.floor(next() ** 1.4 * customers);
  const roll = next();
  const [kind, , channel, department] = KINDS.find(([, below]) => roll < below) ?? ['call', 1, 'phone', 'billing'];
  const at = new Date(START + Math.floor(((index % touchpoints) / touchpoints) * SPAN));
  const outbound = kind === 'offer' || (kind === 'email' && next() < 0.4);
  return {
    source: `${department}-desk`,
    externalId: `${kind}-${index}`,
    occurredAt: `${at.toISOString().slice(0, 19)}+00:00`,
    kind,
    channel,
    direction: outbound ? 'outbound' : 'inbound',
    department,
    handledBy: `agent-${Math.floor(next() * 400)}`,
    parties: parties(kind, customer, customers, next),
    subject: `${SENTENCES[Math.floor(next() * SENTENCES.length)]?.slice(0, 40) ?? ''} (${index})`,
    content: Array.from({ length: 4 }, () => SENTENCES[Math.floor(next() * SENTENCES.length)]).join(' '),
    topics: [next() < 0.5 ? 'invoice' : 'delivery', next() < 0.5 ? 'contract' : 'question'],
    outcome: next() < 0.8 ? 'resolved' : 'follow-up',
    ...more(kind, index, next),
  };
}

/** The digits of a customer's mobile number, after the country code. */
function mobile(customer: number): string {
  return String(7_400_000_000 + customer * 37);
}

/** The number in `digits` (after +44) as people write it, each in a way of their own. */
export function spellPhone(digits: string, spelling: number): string {
  return PHONE_SPELLINGS[spelling % PHONE_SPELLINGS.length]?.(digits) ?? digits;
}

/** The mobile number stated in a touchpoint, as its digits after +44; `undefined` where none was. */
export function statedMobile({ parties: [party] }: MadeUpTouchpoint): string | undefined {
  const phone = party?.identifiers
    .find(({ type }) => type === 'phone')
    ?.value.replaceAll(/\D/g, '')
    .slice(-10);
  return phone?.startsWith('7') ? phone : undefined;
}

function parties(kind: Kind, customer: number, customers: number, next: () => number): MadeUpParty[] {
  const address = kind === 'letter' || next() < 0.04;
  const main: MadeUpParty = {
    role: kind === 'call' ? 'caller' : kind === 'purchase' ? 'buyer' : 'customer',
    ...(address || next() < 0.3 ? { name: nameOf(customer) } : {}),
    ...(address ? { address: addressOf(customer) } : {}),
    identifiers: identifiers(kind, customer, next),
  };
  if (next() >= 0.04) return [main];
  const other = Math.floor(next() * customers);
  return [
    main,
    { role: 'on-behalf-of', name: nameOf(other), identifiers: [{ type: 'customer-number', value: `K-${100_000 + other}` }] },
  ];
}

function identifiers(kind: Kind, customer: number, next: () => number): Identifier[] {
  const number = { type: 'customer-number', value: `K-${100_000 + customer}` };
  const email = { type: 'email', value: emailOf(customer, next() < 0.2) };
  const card = { type: 'loyalty-card', value: `98${String(customer).padStart(8, '0')}` };
  const cookie = { type: 'cookie', value: `v-${customer}-${Math.floor(next() * 4)}` };
  const household = customer % 10 < 2 && next() < 0.3;
  const digits = household ? `1223${String(400_000 + Math.floor(customer / 10)).slice(-6)}` : mobile(customer);
  const phone = { type: 'phone', value: spellPhone(digits, Math.floor(next() * PHONE_SPELLINGS.length)) };
  const roll = next();
  switch (kind) {
    case 'call':
    case 'complaint':
      return roll < 0.7 ? [phone, number] : roll < 0.9 ? [phone, email] : [phone];
    case 'email':
      return roll < 0.5 ? [email, number] : roll < 0.8 ? [email, phone] : [email];
    case 'purchase':
      return roll < 0.4 ? [card, email] : roll < 0.8 ? [card, number] : [card];
    case 'web-visit':
    case 'chat':
      return roll < 0.6 ? [cookie, email] : roll < 0.9 ? [cookie, number, email] : [cookie];
    default:
      return roll < 0.5 ? [number, email] : [number];
  }
}

function more(kind: Kind, index: number, next: () => number): object {
  switch (kind) {
    case 'call':
      return { details: { durationSeconds: Math.floor(next() * 900), waitSeconds: Math.floor(next() * 120), line: 'main' } };
    case 'purchase': {
      const value = (next() * 200).toFixed(2);
      const lines = [
        { sku: `sku-${Math.floor(next() * 5000)}`, description: 'From the catalogue', quantity: 1, unitPrice: value },
      ];
      return { amount: { value, currency: 'GBP' }, details: { lines, store: `store-${index % 60}` } };
    }
    case 'web-visit':
      return { details: { pages: 1 + Math.floor(next() * 12), durationSeconds: Math.floor(next() * 600), landing: '/offers' } };
    case 'complaint':
      return { details: { stage: 'raised', severity: 'medium' }, case: { ref: `C-${index}`, status: 'opened' } };
    case 'offer':
      return { details: { offerId: `offer-${index % 40}`, campaign: `campaign-${index % 8}` } };
    default:
      return {};
  }
}

function nameOf(customer: number): string {
  return `${GIVEN[customer % GIVEN.length] ?? ''} ${SURNAMES[Math.floor(customer / GIVEN.length) % SURNAMES.length] ?? ''}`;
}

function emailOf(customer: number, shouted: boolean): string {
  const address = `${nameOf(customer).toLowerCase().replace(' ', '.')}.${customer}@example.org`;
  return shouted ? address.toUpperCase() : address;
}

function addressOf(customer: number): object {
  const street = `${1 + (customer % 180)} ${SURNAMES[customer % SURNAMES.length] ?? ''} Street`;
  const unit = String.fromCharCode(65 + (customer % 20)) + String.fromCharCode(65 + (Math.floor(customer / 20) % 20));
  return {
    lines: [street],
    postcode: `CB${1 + (Math.floor(customer / 400) % 25)} ${Math.floor(customer / 10_000) % 10}${unit}`,
    city: 'Cambridge',
    country: 'GB',
  };
}

/** Evenly spread numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
