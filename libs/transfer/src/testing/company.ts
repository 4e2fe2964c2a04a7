import { join } from 'node:path';
import { generateDemo } from '#demo';
import { asHandle, type Handle, START, type TouchpointRecorded } from '#events';
import { type EventStore, openSqliteEventStore } from '#event-store';
import type { CommandExecutor } from '#commands';
import { bindFeatures, blockedValues, parseDefinitions } from '#features';
import { executorOf } from '#features/commands';
import { openSqliteVault, type SqliteVault } from '#vault';
import type { PostgresVault } from '#vault/postgres';

const DEFINITIONS = parseDefinitions();
export const BLOCKED = blockedValues(DEFINITIONS);
export const SLICES = bindFeatures(DEFINITIONS, { publishes: false });
/** When everything in the company was recorded: not when the tests run. */
export const RECORDED_AT = Date.parse('2026-10-01T00:00:00Z');

const REFUSED = '{"source":"crm","externalId":"refused"}';

/** A made-up company in a data folder, closed. */
export interface Company {
  /** The text of every touchpoint. */
  readonly touchpoints: readonly string[];
  /** A hub that was erased. */
  readonly erased: Handle;
  /** Identifiers with a profile, none of them erased. */
  readonly hubs: readonly Handle[];
}

/** Records touchpoints, decisions, something for quarantine and suggestions into `data`, and erases somebody. */
export async function foundCompany(data: string, keys: string, count: number): Promise<Company> {
  const vault = openSqliteVault({ path: join(data, 'vault.db'), keysDir: keys, blocked: BLOCKED });
  const store = openSqliteEventStore(join(data, 'ledger.db'), { now: () => RECORDED_AT });
  const executor = executorFor(store, vault);
  const touchpoints = Array.from(
    generateDemo({ seed: 3, people: Math.ceil(count / 8), touchpoints: count, until: '2026-09-30' }),
    (item) => JSON.stringify(item.touchpoint),
  );
  for (let from = 0; from < touchpoints.length; from += 250) {
    await executor.executeMany(
      'RecordTouchpoint',
      touchpoints.slice(from, from + 250).map((text) => ({ text })),
      { metadata: { actor: 'import', correlationId: `chunk-${from}` } },
    );
  }
  await executor.executeMany('RecordTouchpoint', [{ text: REFUSED }], { metadata: {} });
  const hubs = await hubsIn(store);
  const [erased = asHandle(''), a = asHandle(''), b = asHandle(''), c = asHandle(''), ...rest] = hubs;
  for (const [one, other] of [
    [a, b],
    [b, c],
  ] as const) {
    for (const [verdict, reason] of [
      ['link', 'The same person, they say.'],
      ['withdraw', 'They do not.'],
    ]) {
      const decision = JSON.stringify({ verdict, a: one, b: other, reason });
      await executor.execute('DecideIdentity', decision, { metadata: {} });
    }
  }
  const since = '2026-09-30T00:00:00Z';
  await vault.suggestions.put(
    [a, b, c, erased].map((other) => ({ a: rest[0] ?? a, b: other, score: 0.1 + 0.2, reasons: ['alike'], since })),
  );
  await vault.suggestions.close(a, b);
  const [profile] = await vault.suggestions.changedProfiles(0, 1);
  await vault.suggestions.commit({
    blocks: [{ profileId: profile?.id ?? 0, keys: ['𝔸lpha', 'zulu', '\uFFFDx'] }],
    suggestions: [],
    checkpoint: 7,
  });
  await vault.shred([erased], { requestId: 'request-1', erasedAt: '2026-10-01T10:00:00Z' });
  await store.close();
  await vault.close();
  return { touchpoints, erased, hubs: [a, b, c, ...rest] };
}

export function executorFor(store: EventStore, vault: SqliteVault | PostgresVault): CommandExecutor {
  return executorOf(SLICES, {
    store,
    vault,
    quarantine: vault.quarantine,
    now: () => RECORDED_AT,
  });
}

async function hubsIn(store: EventStore): Promise<Handle[]> {
  const hubs = new Set<Handle>();
  for (const { data } of (await store.readAll(START, { limit: 300 })) as readonly TouchpointRecorded[]) {
    for (const { hub, profile } of data.parties) if (profile) hubs.add(hub);
  }
  return [...hubs];
}
