import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { startEventStoreStub, type Stub } from '#event-store/testing';
import { START } from '#events';
import type { CommandExecutor } from '#commands';
import { openSqliteVault, type SqliteVault } from '#vault';
import { bindFeatures } from './bind-features.js';
import { blockedValues, parseDefinitions } from './definitions.js';
import { executorOf } from './commands.js';

/** Below the length that a line may have; sealed, it is more than EventStoreDB takes. */
const TOO_MUCH = '鯨'.repeat(300_000);

const json = (externalId: string, content = 'short'): string =>
  JSON.stringify({
    source: 'contact-centre',
    externalId,
    occurredAt: '2026-05-01T10:00:00+02:00',
    kind: 'call',
    channel: 'phone',
    direction: 'inbound',
    department: 'billing',
    parties: [{ role: 'caller', identifiers: [{ type: 'phone', value: '020 7946 0018' }] }],
    content,
  });

const CONTEXT = { metadata: {} };

describe('A touchpoint that is larger than EventStoreDB takes', () => {
  let folder: string;
  let stub: Stub;
  let store: EventStore;
  let vault: SqliteVault;
  let executor: CommandExecutor;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'recording-'));
    stub = await startEventStoreStub();
    store = openEventStoreDb({ url: stub.url });
    const definitions = parseDefinitions();
    vault = openSqliteVault({
      path: join(folder, 'vault.db'),
      keysDir: join(folder, 'keys'),
      region: 'GB',
      blocked: blockedValues(definitions),
    });
    executor = executorOf(bindFeatures(definitions, { publishes: false }), {
      store,
      vault,
      quarantine: vault.quarantine,
      now: Date.now,
    });
  });
  afterEach(async () => {
    await store.close();
    await vault.close();
    await stub.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([3, 60])('goes to quarantine, and the rest of a batch of %i is recorded', async (count) => {
    const lines = Array.from({ length: count }, (_, n) => ({ text: json(`call-${n}`, n === 1 ? TOO_MUCH : undefined) }));
    const results = await executor.executeMany('RecordTouchpoint', lines, CONTEXT);
    expect(results.map(({ status }) => status)).toEqual(lines.map((_, n) => (n === 1 ? 'quarantined' : 'accepted')));
    expect(results[1]).toMatchObject({ problem: { code: 'append-too-large', errors: [{ field: 'content' }] } });
    expect(await store.readAll(START)).toHaveLength(count - 1);
  });

  it('goes to quarantine also where the server names no limit', async () => {
    stub.faults.refusal = 'MaximumAppendEventSizeExceeded';
    const [result] = await executor.executeMany('RecordTouchpoint', [{ text: json('call') }], CONTEXT);
    expect(result).toMatchObject({ status: 'quarantined', problem: { code: 'append-too-large' } });
  });

  it('is refused with what is too large and what to do, and recorded once the server takes more', async () => {
    const refused = await executor.execute('RecordTouchpoint', json('call', TOO_MUCH), CONTEXT);
    expect(refused).toMatchObject({ status: 'refused', problem: { code: 'append-too-large' } });
    const detail = refused.status === 'refused' ? refused.problem.detail : '';
    for (const said of ['1048576 bytes', 'content', '900002 bytes', 'MaxAppendSize']) expect(detail).toContain(said);
    expect(detail).not.toContain('鯨');

    const [result] = await executor.executeMany('RecordTouchpoint', [{ text: json('call', TOO_MUCH) }], CONTEXT);
    stub.faults.maxAppendSize = 4 * 1024 * 1024;
    const id = result?.status === 'quarantined' ? result.quarantineId : '';
    expect(await executor.retryQuarantined(id, undefined, CONTEXT)).toMatchObject({ outcome: { status: 'accepted' } });
    expect(await vault.quarantine.count()).toBe(0);
  });
});
