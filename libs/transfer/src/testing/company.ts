import { join } from 'node:path';
import { generateDemo } from '#demo';
import { asHandle, type Handle, START, type TouchpointRecorded } from '#events';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { DEFAULT_RULES_YAML, parseRules } from '#recognition';
import { createRecorder, KindRegistry, type Recorder } from '#recording';
import { openSqliteVault, type SqliteVault } from '#vault';
import type { PostgresVault } from '#vault/postgres';

export const RULES = parseRules(DEFAULT_RULES_YAML);
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
  const vault = openSqliteVault({ path: join(data, 'vault.db'), keysDir: keys, blocked: RULES.blocked });
  const store = openSqliteEventStore(join(data, 'ledger.db'), { now: () => RECORDED_AT });
  const recorder = recorderOf(store, vault);
  const touchpoints = Array.from(
    generateDemo({ seed: 3, people: Math.ceil(count / 8), touchpoints: count, until: '2026-09-30' }),
    (item) => JSON.stringify(item.touchpoint),
  );
  for (let from = 0; from < touchpoints.length; from += 250) {
    await recorder.recordBatch(
      touchpoints.slice(from, from + 250).map((text) => ({ text })),
      { actor: 'import', correlationId: `chunk-${from}` },
    );
  }
  await recorder.recordBatch([{ text: REFUSED }], {});
  const hubs = await hubsIn(store);
  const [erased = asHandle(''), a = asHandle(''), b = asHandle(''), c = asHandle(''), ...rest] = hubs;
  for (const [one, other] of [
    [a, b],
    [b, c],
  ] as const) {
    await recorder.decideIdentity(
      { verdict: 'link', a: one, b: other, reason: 'The same person, they say.', origin: 'staff' },
      {},
    );
    await recorder.decideIdentity({ verdict: 'withdraw', a: one, b: other, reason: 'They do not.', origin: 'staff' }, {});
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

export function recorderOf(store: EventStore, vault: SqliteVault | PostgresVault): Recorder {
  return createRecorder({
    store,
    vault,
    quarantine: vault.quarantine,
    rules: RULES,
    kinds: new KindRegistry(),
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
