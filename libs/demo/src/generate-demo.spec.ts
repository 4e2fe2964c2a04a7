import 'reflect-metadata';
import { type CommandDefinition, readInput } from '#commands';
import { KindRegistry } from '#recording';
import { bindFeatures, parseDefinitions } from '#features';
import { allOf } from '#slice';
import type { DemoItem } from './demo-touchpoint.js';
import { generateDemo, type DemoOptions } from './generate-demo.js';

const OPTIONS: DemoOptions = { seed: 1, people: 520, touchpoints: 3000, until: '2025-06-30' };
const loadCommand = allOf(bindFeatures(parseDefinitions(), { publishes: false }), 'commands')['RecordTouchpoint'];
const kinds = new KindRegistry();

describe('the demo company', () => {
  let items: readonly DemoItem[];
  let recordTouchpoint: CommandDefinition;
  beforeAll(async () => {
    items = [...generateDemo(OPTIONS)];
    if (!loadCommand) throw new Error('Touchpoints cannot be recorded.');
    recordTouchpoint = await loadCommand();
  });

  const values = (type: string): Map<string, Set<string>> => {
    const people = new Map<string, Set<string>>();
    for (const { touchpoint, truth } of items) {
      for (const [index, party] of touchpoint.parties.entries()) {
        for (const identifier of party.identifiers ?? []) {
          if (identifier.type !== type) continue;
          const plain = identifier.value
            .replaceAll(/[^\p{L}\p{N}@.]/gu, '')
            .toLowerCase()
            .replace(/^(0044|440|44|0)(?=\d{10}$)/, '+44');
          people.set(plain, (people.get(plain) ?? new Set()).add(truth[index]?.person ?? ''));
        }
      }
    }
    return people;
  };

  it('is made of so many first names and surnames as wanted', () => {
    const few = new Set<string>();
    for (const { touchpoint } of generateDemo({ ...OPTIONS, names: 5 })) {
      // The source that writes the surname first, and now and then with a slip.
      if (touchpoint.source === 'crm') for (const { name } of touchpoint.parties) if (name !== undefined) few.add(name);
    }
    const counts = [...few].map((name) => name.split(', '));
    expect(new Set(counts.map(([surname = '']) => surname.slice(0, 1))).size).toBeLessThanOrEqual(5);
    expect(new Set(counts.map(([, given = '']) => given.slice(0, 1))).size).toBeLessThanOrEqual(5);
  });

  it('is the same, byte for byte, for the same seed', () => {
    expect(JSON.stringify([...generateDemo(OPTIONS)])).toBe(JSON.stringify(items));
  });

  it('is another one for another seed', () => {
    const [other] = generateDemo({ ...OPTIONS, seed: 2 });
    expect(other).not.toEqual(items[0]);
  });

  it('has about as many touchpoints as asked for, in the order of time, within the two years', () => {
    expect(items.length).toBeGreaterThan(2900);
    expect(items.length).toBeLessThanOrEqual(3050);
    const times = items.map(({ touchpoint }) => Date.parse(touchpoint.occurredAt));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(Date.parse('2023-07-01T00:00:00+01:00'));
    expect(times.at(-1)).toBeLessThan(Date.parse('2025-07-01T00:00:00+01:00'));
  });

  it('gives every touchpoint an id of its own', () => {
    expect(new Set(items.map(({ touchpoint }) => `${touchpoint.source} ${touchpoint.externalId}`)).size).toBe(items.length);
  });

  it('passes the contract of recording', () => {
    const problems = items
      .filter((_, index) => index % 3 === 0)
      .flatMap(({ touchpoint }) => {
        const read = readInput(recordTouchpoint, JSON.stringify(touchpoint));
        return 'problem' in read ? [`${touchpoint.kind}: ${read.problem.detail}`] : [];
      });
    expect(problems).toEqual([]);
  });

  it('has every kind, and every channel that the kinds usually come over', () => {
    const seen = new Set(items.map(({ touchpoint }) => touchpoint.kind));
    expect(kinds.kinds.map(({ kind }) => kind).filter((kind) => !seen.has(kind))).toEqual([]);
    const channels = new Set(items.map(({ touchpoint }) => touchpoint.channel));
    const usual = new Set(kinds.kinds.flatMap((kind) => kind.channels));
    expect([...usual].filter((channel) => !channels.has(channel))).toEqual([]);
  });

  it('has five departments, more than twenty members of staff and several currencies', () => {
    expect(new Set(items.map(({ touchpoint }) => touchpoint.department))).toEqual(
      new Set(['sales', 'service', 'billing', 'complaints', 'field-service']),
    );
    expect(new Set(items.map(({ touchpoint }) => touchpoint.handledBy)).size).toBeGreaterThan(20);
    expect(new Set(items.map(({ touchpoint }) => touchpoint.amount?.currency)).size).toBeGreaterThan(3);
  });

  it('opens cases and closes most of them', () => {
    const status = (wanted: string): Set<string> =>
      new Set(items.flatMap(({ touchpoint }) => (touchpoint.case?.status === wanted ? [touchpoint.case.ref] : [])));
    const [opened, closed] = [status('opened'), status('closed')];
    expect(opened.size).toBeGreaterThan(30);
    expect(closed.size).toBeGreaterThan(opened.size / 2);
    expect(closed.size).toBeLessThan(opened.size);
  });

  it('has switchboards that many share and telephones that a family shares', () => {
    const sharers = [...values('phone').values()].map((people) => people.size);
    expect(Math.max(...sharers)).toBeGreaterThan(5);
    expect(sharers.filter((size) => size === 2).length).toBeGreaterThan(3);
  });

  it('writes the same telephone number in several ways', () => {
    const spellings = new Set(
      items.flatMap(({ touchpoint }) =>
        touchpoint.parties.flatMap((party) =>
          (party.identifiers ?? []).filter(({ type }) => type === 'phone').map(({ value }) => value.replaceAll(/\d+/g, '9')),
        ),
      ),
    );
    expect(spellings.size).toBeGreaterThan(5);
  });

  it('has people with two customer numbers, and people with e-mail addresses at two employers', () => {
    const numbers = new Map<string, Set<string>>();
    const employers = new Map<string, Set<string>>();
    for (const [number, people] of values('customer-number'))
      for (const person of people) numbers.set(person, (numbers.get(person) ?? new Set()).add(number));
    for (const [email, people] of values('email')) {
      const domain = email.split('@')[1] ?? '';
      if (!domain.endsWith('.example') || domain === 'mail.example') continue;
      for (const person of people) employers.set(person, (employers.get(person) ?? new Set()).add(domain));
    }
    expect([...numbers.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(0);
    expect([...employers.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(0);
  });

  it('never has one customer number for two people', () => {
    expect([...values('customer-number').values()].filter(({ size }) => size > 1)).toEqual([]);
  });

  it('has a consultant who goes to meetings that many others booked', () => {
    const booked = new Map<string, Set<string>>();
    for (const { touchpoint, truth } of items) {
      for (const [index, { role }] of touchpoint.parties.entries()) {
        const person = truth[index]?.person ?? '';
        if (role === 'attendee') booked.set(person, (booked.get(person) ?? new Set()).add(truth[0]?.person ?? ''));
      }
    }
    expect(Math.max(...[...booked.values()].map(({ size }) => size))).toBeGreaterThan(5);
  });

  it('has typing errors in names', () => {
    const names = new Map<string, Set<string>>();
    for (const { touchpoint, truth } of items) {
      for (const [index, { name }] of touchpoint.parties.entries()) {
        const person = truth[index]?.person ?? '';
        if (name !== undefined && ['e-mail', 'contact-centre', 'mail-room', 'web-shop'].includes(touchpoint.source))
          names.set(person, (names.get(person) ?? new Set()).add(name));
      }
    }
    expect([...names.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(3);
  });
});
