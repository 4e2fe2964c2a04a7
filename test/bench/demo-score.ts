import { rmSync } from 'node:fs';
import { type DemoOptions, generateDemo } from '#demo';
import { type Embedded, openEmbedded } from '#embedded';
import { START, TOUCHPOINT_RECORDED, type TouchpointRecorded, upcast } from '#events';
import { defaultRules, identityLookup } from '#recognition';

const CHUNK = 500;
const LONGEST_WAIT_MS = 300_000;

/** A party of a touchpoint. */
interface Party {
  readonly touchpoint: string;
  readonly person: string;
  readonly customer: string;
}

interface DemoScore {
  readonly parties: number;
  readonly people: number;
  readonly customers: number;
  /** Over pairs of parties of different touchpoints. */
  readonly score: { readonly recall: number; readonly precision: number };
}

function tell(fields: object, message: string): void {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
}

/** Records a demo company in a folder of its own, and compares the customers with who the parties really are. */
export async function scoreDemo(options: DemoOptions, folder: string): Promise<DemoScore> {
  const embedded = await openEmbedded({
    data: folder,
    keys: `${folder}.keys`,
    region: 'GB',
    createdBy: 'touchstone benchmark',
    definitions: {},
    log: { info: () => undefined, warn: tell, error: tell },
    onFailure: (error) => process.stderr.write(`${error.message}\n`),
  });
  try {
    const parties = await recognised(embedded, await record(embedded, options));
    return {
      parties: parties.length,
      people: new Set(parties.map(({ person }) => person)).size,
      customers: new Set(parties.map(({ customer }) => customer)).size,
      score: pairwise(parties),
    };
  } finally {
    await embedded.stop();
    for (const path of [folder, `${folder}.keys`]) rmSync(path, { recursive: true, force: true });
  }
}

/** Returns the people of each touchpoint, in the order of its parties, by source and external id. */
async function record({ executor, store, views }: Embedded, options: DemoOptions): Promise<Map<string, readonly string[]>> {
  const people = new Map<string, readonly string[]>();
  let chunk: { text: string }[] = [];
  const flush = async (): Promise<void> => {
    const results = await executor.executeMany('RecordTouchpoint', chunk, { metadata: { actor: 'benchmark' } });
    if (results.some(({ status }) => status !== 'accepted'))
      throw new Error('A touchpoint of the demo company was not accepted.');
    chunk = [];
  };
  for (const { touchpoint, truth } of generateDemo(options)) {
    people.set(
      `${touchpoint.source}\n${touchpoint.externalId}`,
      truth.map(({ person }) => person),
    );
    chunk.push({ text: JSON.stringify(touchpoint) });
    if (chunk.length === CHUNK) await flush();
  }
  await flush();
  await views.waitFor(await store.head(), undefined, LONGEST_WAIT_MS);
  return people;
}

async function recognised({ store, views }: Embedded, people: ReadonlyMap<string, readonly string[]>): Promise<Party[]> {
  const identity = identityLookup(views.reader('recognition'), defaultRules());
  const parties: Party[] = [];
  for (let page = await store.readAll(START); page.length > 0; page = await store.readAll(page.at(-1)?.position ?? START)) {
    const events = page
      .map((event) => upcast(event))
      .filter((event): event is TouchpointRecorded => event.type === TOUCHPOINT_RECORDED);
    const customerOf = await identity.customersOf([...new Set(events.flatMap(({ data }) => data.parties.map(({ hub }) => hub)))]);
    for (const { data } of events) {
      const touchpoint = `${data.source}\n${data.externalId}`;
      data.parties.forEach(({ hub }, party) => {
        parties.push({ touchpoint, person: people.get(touchpoint)?.[party] ?? '', customer: customerOf.get(hub) ?? hub });
      });
    }
  }
  return parties;
}

/**
 * Recall and precision over pairs: of the pairs that truly are one person, how many are one customer; of the pairs that are
 * one customer, how many truly are one person.
 */
function pairwise(parties: readonly Party[]): DemoScore['score'] {
  const pairs = (keyOf: (party: Party) => string): number =>
    countPairs(parties.map(keyOf)) - countPairs(parties.map((party) => `${keyOf(party)}\n${party.touchpoint}`));
  const both = pairs(({ person, customer }) => `${person}\n${customer}`);
  const found = pairs(({ customer }) => customer);
  return { recall: both / pairs(({ person }) => person), precision: found === 0 ? 1 : both / found };
}

/** Pairs of equal keys. */
function countPairs(keys: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}
