import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { EventStore } from '#event-store';
import { type CheckResult, errorCode, type HealthChecks } from '#platform';
import type { Metrics } from '#platform/http';
import { LEDGER_TREE, type SealState, SealWatch } from '#proof';
import type { ViewReader } from '#views';

const EVERY_MS = 60_000;
/** A new seal is compared with events of the ledger: while that does not answer, what was found before stands. */
const PATIENCE_MS = 500;

/** What the seals are compared with. */
export interface SealedLedger {
  readonly ledger: Pick<EventStore, 'readStored'>;
  readonly reader: (set: string) => ViewReader;
}

/**
 * Health check and metrics of the ledger's seals. A seal with another root than that of the events which are there means that
 * this is not the ledger which was sealed: the program is not ready then, and the log says so.
 */
export function watchSeals(health: HealthChecks, metrics: Metrics, { ledger, reader }: SealedLedger): void {
  const watch = new SealWatch(reader(LEDGER_TREE), ledger);
  const log = new Logger('Seals');
  let isLogged = false;
  let result: CheckResult = { ok: true, unknown: 'not-looked-yet' };

  async function look(): Promise<SealState> {
    const state = await watch.look();
    const { diverged } = state;
    if (diverged && !isLogged)
      log.error(
        `ledger-diverged: the first ${diverged.size} events are not those that the seal at position ${diverged.position} covers. Run touchstone ledger verify.`,
      );
    isLogged = diverged !== undefined;
    result = resultOf(state);
    return state;
  }

  health.register({
    name: 'seals',
    check: () => Promise.race([look().then(resultOf, unknownFor), sleep(PATIENCE_MS).then(() => result)]),
  });
  metrics.gauge('touchstone_ledger_diverged', '1 where a seal has another root than the events it covers', [], async () => [
    { value: (await look()).diverged ? 1 : 0 },
  ]);
  metrics.gauge('touchstone_ledger_unsealed_events', 'Events that no seal covers yet', [], async () => {
    const { size, sealedSize } = await look();
    return [{ value: size - sealedSize }];
  });
  // For installations that nobody asks for health or metrics.
  setInterval(() => void look().catch(() => undefined), EVERY_MS).unref();
}

function resultOf({ size, sealedSize, diverged }: SealState): CheckResult {
  if (!diverged) return { ok: true, events: size, sealed: sealedSize };
  const seal = { size: diverged.size, position: String(diverged.position) };
  return { ok: false, problem: 'ledger-diverged', seal, events: size, sealed: sealedSize };
}

/** Views or a ledger that cannot be read have checks of their own, and say nothing about seals. */
function unknownFor(error: unknown): CheckResult {
  return { ok: true, unknown: errorCode(error) ?? 'unexpected' };
}
