import { DEMO_DEFAULTS, generateDemo } from '#demo';
import type { Embedded } from '#embedded';

const CHUNK = 500;

/**
 * Fills an empty ledger with a made-up company: two years, 2,000 people, about 40,000 touchpoints. Leaves a ledger that
 * holds anything alone.
 */
export async function loadDemo({ recorder, store, views }: Embedded, print: (line: string) => void): Promise<void> {
  if ((await store.head()) > 0n) {
    print('The ledger is not empty; the demo data was not loaded again.');
    return;
  }
  print('Loading the demo company ...');
  const startedAt = Date.now();
  let recorded = 0;
  let chunk: { text: string }[] = [];
  const flush = async (): Promise<void> => {
    const results = await recorder.recordBatch(chunk, { actor: 'demo' });
    recorded += results.filter(({ status }) => status === 'accepted').length;
    chunk = [];
  };
  for (const { touchpoint } of generateDemo(DEMO_DEFAULTS)) {
    chunk.push({ text: JSON.stringify(touchpoint) });
    if (chunk.length === CHUNK) await flush();
  }
  await flush();
  await views.waitFor(await store.head(), 120_000);
  print(`${recorded} touchpoints recorded in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}
