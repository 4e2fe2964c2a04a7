import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchOptions, type BenchRow, count, perSecond } from './bench-row.js';
import { type ImportedLedger, importedLedger, writeTouchpoints } from './imported-ledger.js';
import { callers, first, lookUp, lookUpAtOnce, lookUpRow, lookUps, WARM_UP } from './look-ups.js';
import { type BenchServer, caughtUp, ledgerHead, startServer, viewsStatus } from './server.js';

/** More than an import records during so many look-ups, one about every 20 ms. */
const TOUCHPOINTS_A_LOOK_UP = 250;

/** Look-ups by phone number over HTTP: of an idle server, and while an import runs into the same server. */
export async function run(options: BenchOptions): Promise<BenchRow[]> {
  const ledger = await importedLedger(options);
  const lookups = Math.min(Math.max(200, Math.round(1500 * options.scale)), 1500);
  const server = await startServer(ledger);
  try {
    await caughtUp(server);
    return [...(await idle(server, ledger, lookups)), await whileImporting(server, ledger, lookups, options)];
  } finally {
    await server.stop();
  }
}

async function idle(server: BenchServer, ledger: ImportedLedger, lookups: number): Promise<BenchRow[]> {
  const started = performance.now();
  for (const caller of first(1, callers(ledger, 1))) await lookUpAtOnce(server, caller);
  const veryFirst = performance.now() - started;
  await lookUps(server, first(WARM_UP, callers(ledger, 2)));
  const cold = await lookUps(server, first(lookups, callers(ledger, 3)));
  const warm = await lookUps(server, first(lookups, callers(ledger, 3)));
  const page = await lookUps(server, first(lookups, callers(ledger, 3)), undefined, lookUp);
  return [
    lookUpRow(
      `look-up over HTTP by phone in varied spellings, card and first 50 of the timeline, at ${count(ledger.touchpoints)} events of ${count(ledger.customers)} people, idle, each customer for the first time`,
      cold,
      `one look-up is one request (GET /customers?q=&open=true) over a connection kept open, three where several customers state the number; one at a time, at most 50 a second, from a process that shares the cores; the server was warmed up by ${WARM_UP} others; the very first after its start took ${veryFirst.toFixed(0)} ms`,
    ),
    lookUpRow('the same customers again', warm, 'as above'),
    lookUpRow('the same as three requests, as the page makes them: the search, then card and timeline at once', page, 'as above'),
  ];
}

async function whileImporting(
  server: BenchServer,
  ledger: ImportedLedger,
  lookups: number,
  options: BenchOptions,
): Promise<BenchRow> {
  const file = join(options.folder, 'more-touchpoints.ndjson');
  const before = await ledgerHead(server);
  await writeTouchpoints(file, ledger, before, TOUCHPOINTS_A_LOOK_UP * lookups);
  const importing = server.importFile(file);
  try {
    while (importing.running() && (await ledgerHead(server)) === before) await sleep(50);
    const [from, started] = [await ledgerHead(server), performance.now()];
    const busy = await lookUps(server, first(lookups, callers(ledger, 4)), () => !importing.running());
    if (busy.times.length === 0) throw new Error(`The import over HTTP ended before there was a look-up: ${importing.output()}`);
    const rate = (1000 * ((await ledgerHead(server)) - from)) / (performance.now() - started);
    const lags = (await viewsStatus(server)).map(({ set, serving }) => `${set} ${count(Number(serving.lag))}`);
    return lookUpRow(
      'look-up, as above, while an import runs into the same server (touchstone import --url, not throttled), each customer for the first time',
      busy,
      `the import's client shares the cores too; recorded meanwhile: ${perSecond(rate)}; events that the views lagged behind at the end: ${lags.join(', ')}`,
    );
  } finally {
    await importing.stop('SIGINT');
    rmSync(file);
  }
}
