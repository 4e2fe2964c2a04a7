import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { startEventStoreStub, type Stub } from '#event-store/testing';
import { START } from '#events';
import { DEFAULT_RULES_YAML, parseRules } from '#recognition';
import { openSqliteVault, type SqliteVault } from '#vault';
import { KindRegistry } from './kinds/kind-registry.js';
import { createRecorder, type Recorder } from './recorder.js';

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

describe('A touchpoint that is larger than EventStoreDB takes', () => {
  let folder: string;
  let stub: Stub;
  let store: EventStore;
  let vault: SqliteVault;
  let recorder: Recorder;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'recording-'));
    stub = await startEventStoreStub();
    store = openEventStoreDb({ url: stub.url });
    const rules = parseRules(DEFAULT_RULES_YAML);
    vault = openSqliteVault({
      path: join(folder, 'vault.db'),
      keysDir: join(folder, 'keys'),
      region: 'GB',
      blocked: rules.blocked,
    });
    recorder = createRecorder({ store, vault, quarantine: vault.quarantine, rules, kinds: new KindRegistry(), now: Date.now });
  });
  afterEach(async () => {
    await store.close();
    await vault.close();
    await stub.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([3, 60])('goes to quarantine, and the rest of a batch of %i is recorded', async (count) => {
    const lines = Array.from({ length: count }, (_, n) => ({ text: json(`call-${n}`, n === 1 ? TOO_MUCH : undefined) }));
    const results = await recorder.recordBatch(lines, {});
    expect(results.map(({ status }) => status)).toEqual(lines.map((_, n) => (n === 1 ? 'quarantined' : 'accepted')));
    expect(results[1]).toMatchObject({ problem: { code: 'append-too-large', errors: [{ field: 'content' }] } });
    expect(await store.readAll(START)).toHaveLength(count - 1);
  });

  it('goes to quarantine also where the server names no limit', async () => {
    stub.faults.refusal = 'MaximumAppendEventSizeExceeded';
    const [result] = await recorder.recordBatch([{ text: json('call') }], {});
    expect(result).toMatchObject({ status: 'quarantined', problem: { code: 'append-too-large' } });
  });

  it('is refused with what is too large and what to do, and recorded once the server takes more', async () => {
    const refused = await recorder.record(json('call', TOO_MUCH), {});
    expect(refused).toMatchObject({ status: 'refused', problem: { code: 'append-too-large' } });
    const detail = refused.status === 'refused' ? refused.problem.detail : '';
    for (const said of ['1048576 bytes', 'content', '900002 bytes', 'MaxAppendSize']) expect(detail).toContain(said);
    expect(detail).not.toContain('鯨');

    const [result] = await recorder.recordBatch([{ text: json('call', TOO_MUCH) }], {});
    stub.faults.maxAppendSize = 4 * 1024 * 1024;
    const id = result?.status === 'quarantined' ? result.quarantineId : '';
    expect(await recorder.retryQuarantined(id, undefined, {})).toMatchObject({ status: 'accepted' });
    expect((await recorder.quarantined(undefined, 10)).total).toBe(0);
  });
});
