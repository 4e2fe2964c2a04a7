import type { NewEvent } from '#events';
import type { EventStore } from '#event-store';
import { bindFeatures, blockedValues, parseDefinitions } from '#features';
import { executorOf } from '#features/commands';
import { openPostgresVault } from '#vault/postgres';

/** A touchpoint ready to be appended: its identifiers are in the vault, and what is personal is sealed. */
export interface SealedTouchpoint {
  readonly stream: string;
  readonly event: NewEvent;
}

const TOGETHER = 250;

/** Does with touchpoints, as JSON, what the ledger service does up to the append, with the same vault and keys. */
export async function sealTouchpoints(
  touchpoints: readonly string[],
  { url, keysDir }: { readonly url: string; readonly keysDir: string },
): Promise<readonly SealedTouchpoint[]> {
  const sealed: SealedTouchpoint[] = [];
  const collecting: Pick<EventStore, 'readLast' | 'append'> = {
    readLast: () => Promise.resolve(new Map()),
    append(stream, events) {
      for (const event of events) sealed.push({ stream, event });
      return Promise.resolve({ first: 0n, last: 0n, revision: 0, recordedAt: 0 } as Awaited<ReturnType<EventStore['append']>>);
    },
  };
  const definitions = parseDefinitions();
  const vault = await openPostgresVault({
    url,
    keysDir,
    blocked: blockedValues(definitions),
    applicationName: 'touchstone-bench-vault',
  });
  try {
    const executor = executorOf(bindFeatures(definitions, { publishes: false }), {
      store: collecting as EventStore,
      vault,
      quarantine: vault.quarantine,
      now: Date.now,
    });
    for (let start = 0; start < touchpoints.length; start += TOGETHER) {
      const lines = touchpoints.slice(start, start + TOGETHER).map((text) => ({ text }));
      await executor.executeMany('RecordTouchpoint', lines, { metadata: { actor: 'benchmark' } });
    }
    return sealed;
  } finally {
    await vault.close();
  }
}
