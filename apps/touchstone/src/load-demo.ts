import { DEMO_DEFAULTS, type DemoOptions, generateDemo } from '#demo';
import type { Embedded } from '#embedded';
import { type EventMetadata, START } from '#events';

const CHUNK = 500;
const LOADER = { id: 'demo', kind: 'system' } as const;

/** What of a server is filled. */
interface LoadedInto {
  readonly executor: Pick<Embedded['executor'], 'executeMany'>;
  readonly store: Pick<Embedded['store'], 'head' | 'readAll'>;
  readonly views: Pick<Embedded['views'], 'waitFor'>;
}

/**
 * Fills an empty ledger with a made-up company: two years, 2,000 people, about 40,000 touchpoints. Goes on where it was
 * interrupted; leaves a ledger that holds anything else alone.
 */
export async function loadDemo(
  { executor, store, views }: LoadedInto,
  print: (line: string) => void,
  company: DemoOptions = DEMO_DEFAULTS,
): Promise<void> {
  const [first] = await store.readAll(START, { limit: 1 });
  if (first && (!isLoaded(first.metadata) || (await store.head()) >= touchpointsOf(company))) {
    print('The ledger is not empty; the demo data was not loaded again.');
    return;
  }
  print('Loading the demo company ...');
  const startedAt = Date.now();
  let recorded = 0;
  let chunk: { text: string }[] = [];
  const flush = async (): Promise<void> => {
    const results = await executor.executeMany('RecordTouchpoint', chunk, { metadata: { principal: LOADER } });
    recorded += results.filter(({ status }) => status === 'accepted').length;
    chunk = [];
  };
  for (const { touchpoint } of generateDemo(company)) {
    chunk.push({ text: JSON.stringify(touchpoint) });
    if (chunk.length === CHUNK) await flush();
  }
  await flush();
  await views.waitFor(await store.head(), undefined, 120_000);
  print(`${recorded} touchpoints recorded in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function isLoaded({ principal, actor }: EventMetadata): boolean {
  return (principal?.id ?? actor) === LOADER.id;
}

function touchpointsOf(company: DemoOptions): number {
  let count = 0;
  for (const _ of generateDemo(company)) count++;
  return count;
}
