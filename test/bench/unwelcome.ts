import { type BenchOptions, type BenchRow, percentile } from './bench-row.js';
import { importedLedger } from './imported-ledger.js';
import { callers, first, lookUps, WARM_UP } from './look-ups.js';
import { startProgram } from './processes.js';
import { caughtUp, startServer } from './server.js';

const LOOK_UPS = 1000;
/** Times the p99 of a server that nobody else asks. */
const MOST_TIMES = 1.5;

/** Look-ups by phone number over HTTP, while others without rights keep 200 slow connections and send 2,000 wrong tokens a second. */
export async function run(options: BenchOptions): Promise<BenchRow[]> {
  const ledger = await importedLedger(options);
  const server = await startServer(ledger);
  try {
    await caughtUp(server);
    await lookUps(server, first(WARM_UP, callers(ledger, 11)));
    const alone = await lookUps(server, first(LOOK_UPS, callers(ledger, 12)));
    const unwelcome = startProgram('unwelcome-clients', [server.url], {});
    try {
      await lookUps(server, first(WARM_UP, callers(ledger, 11)));
      const beside = await lookUps(server, first(LOOK_UPS, callers(ledger, 12)));
      const [before, now] = [percentile(alone.times, 0.99), percentile(beside.times, 0.99)];
      return [
        {
          what: 'look-up by phone number while 200 slow connections without rights and 2,000 wrong tokens a second go on',
          ours: `p99 ${now.toFixed(1)} ms, p50 ${percentile(beside.times, 0.5).toFixed(1)} ms`,
          reference: `p99 ${before.toFixed(1)} ms, p50 ${percentile(alone.times, 0.5).toFixed(1)} ms without them`,
          ratio: now / before,
          target: `p99 within ${MOST_TIMES} times`,
          met: now <= MOST_TIMES * before,
          note: `${beside.times.length} look-ups each, the same customers; the unwelcome clients share the cores`,
        },
      ];
    } finally {
      await unwelcome.stop('SIGTERM');
    }
  } finally {
    await server.stop();
  }
}
