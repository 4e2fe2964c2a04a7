import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { type EventMetadata, START, type TouchpointRecorded } from '#events';
import { openSqliteVault, type SqliteVault } from '#vault';
import type { BatchLine, BatchOutcome, CommandExecutor, Outcome } from '#commands';
import { bindFeatures } from './bind-features.js';
import { blockedValues, parseDefinitions } from './definitions.js';
import { executorOf } from './commands.js';

const CALL = {
  source: 'contact-centre',
  externalId: 'call-1',
  occurredAt: '2026-05-01T10:00:00+02:00',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  parties: [
    {
      role: 'caller',
      name: 'Ada Byron',
      identifiers: [
        { type: 'phone', value: '020 7946 0018' },
        { type: 'customer-number', value: 'k-42' },
      ],
    },
    { role: 'on-behalf-of', identifiers: [{ type: 'email', value: 'Charles@Example.org' }] },
  ],
  subject: 'Invoice 118',
  content: 'Twice the same invoice',
  case: { ref: 'C-1' },
  details: { durationSeconds: 60, recordingRef: 'tape-7' },
};
const json = (change: object = {}): string => JSON.stringify({ ...CALL, ...change });

const HANDLE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGEST = /^[\w-]{43}$/;

/** What anybody can read, without handles and digests, and the sealed sections apart: in those any short text occurs by chance. */
function parted(data: unknown): { readonly clear: string; readonly sealed: readonly Buffer[] } {
  const sealed: Buffer[] = [];
  const clear = JSON.stringify(data, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (key === 'sealed') return sealed.push(Buffer.from(value, 'base64'));
    return HANDLE.test(value) || (key === 'fingerprint' && DIGEST.test(value)) ? '' : value;
  });
  return { clear, sealed };
}

describe('The commands of all slices: recording', () => {
  let folder: string;
  let store: EventStore;
  let vault: SqliteVault;
  let executor: CommandExecutor;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recording-'));
    const definitions = parseDefinitions();
    store = openSqliteEventStore(join(folder, 'ledger.db'));
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
      now: () => Date.UTC(2026, 4, 2),
    });
  });
  afterEach(async () => {
    await store.close();
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  const record = (text: string, metadata: EventMetadata = {}): Promise<Outcome> =>
    executor.execute('RecordTouchpoint', text, { metadata });
  const recordBatch = (lines: readonly BatchLine[]): Promise<readonly BatchOutcome[]> =>
    executor.executeMany('RecordTouchpoint', lines, { metadata: {} });
  const decide = (decision: object, metadata: EventMetadata = {}): Promise<Outcome> =>
    executor.execute('DecideIdentity', JSON.stringify(decision), { metadata });
  const retry = async (id: string, corrected?: string): Promise<Outcome | undefined> =>
    (await executor.retryQuarantined(id, corrected, { metadata: {} }))?.outcome;
  const quarantined = async () => ({ ...(await vault.quarantine.page(undefined, 10)), total: await vault.quarantine.count() });
  const discard = (id: string): Promise<Outcome> =>
    executor.execute('DiscardQuarantined', JSON.stringify({ id, reason: 'a test' }), { metadata: { actor: 'jane' } });

  const events = async (): Promise<TouchpointRecorded[]> => (await store.readAll(START)) as TouchpointRecorded[];

  it('of what a newer version recorded is refused as known, and disturbs no neighbour', async () => {
    const stream = `touchpoint-${CALL.source}/${CALL.externalId}`;
    const newer = { id: randomUUID(), type: 'TouchpointRecorded', schemaVersion: 99, data: {}, metadata: {} };
    await store.append(stream, [newer], 'none');
    const results = await recordBatch([{ text: json() }, { text: json({ externalId: 'call-2' }) }]);
    expect(results).toMatchObject([
      { status: 'quarantined', problem: { code: 'conflict', recorded: { id: newer.id, position: '1' } } },
      { status: 'accepted' },
    ]);
  });

  it('of a touchpoint is one event, with the strongest identifier as hub and nothing personal in clear', async () => {
    expect(await record(json(), { actor: 'jane' })).toMatchObject({ status: 'accepted', position: '1' });
    const [event] = await events();
    expect(event?.data).toMatchObject({
      source: 'contact-centre',
      kind: 'call',
      details: { durationSeconds: 60 },
      case: { status: 'updated' },
    });
    expect(event?.data.parties.map(({ role, identifiers }) => [role, ...identifiers.map(({ type }) => type)])).toEqual([
      ['caller', 'customer-number', 'case-ref', 'phone'],
      ['on-behalf-of', 'email'],
    ]);
    expect(event?.data.parties[0].hub).toBe(event?.data.parties[0].identifiers[0]?.handle);
    expect(event?.metadata).toEqual({ actor: 'jane' });
    const { clear, sealed } = parted(event?.data);
    expect(clear).not.toMatch(/Ada|Byron|7946|k-?42|charles|Invoice 118|Twice|C-1|tape/i);
    expect(sealed).toHaveLength(2);
    for (const said of ['Ada Byron', '7946 0018', 'Charles@Example', CALL.subject, CALL.content, CALL.details.recordingRef])
      expect(sealed.filter((section) => section.includes(said))).toEqual([]);
  });

  it('of the same touchpoint again, however it is written, is a duplicate of the first', async () => {
    const first = await record(json());
    const { details, ...rest } = CALL;
    const again = await record(JSON.stringify({ details, topics: [], ...rest }), { actor: 'somebody else' });
    expect(again).toEqual({ ...first, status: 'duplicate' });
    expect(await events()).toHaveLength(1);
  });

  it.each([
    ['outcome', { outcome: 'open' }, ['outcome']],
    ['content', { content: 'Other words' }, ['content']],
    ['occurredAt', { occurredAt: '2026-05-01T11:00:00+02:00' }, ['occurredAt']],
    ['a sealed detail', { details: { durationSeconds: 60, recordingRef: 'tape-8' } }, ['details']],
    ['case', { case: { ref: 'C-2' } }, ['case']],
    ['a party', { parties: [CALL.parties[0]] }, ['parties']],
    ['an identifier', { parties: [{ ...CALL.parties[0], identifiers: [] }, CALL.parties[1]] }, ['parties[0].identifiers']],
  ])('of the same id with another %s is a conflict that names it', async (_name, change, fields) => {
    await record(json());
    const result = await record(json(change));
    expect(result).toMatchObject({ status: 'refused', problem: { code: 'conflict', recorded: { position: '1' } } });
    expect(result.status === 'refused' && result.problem.errors?.map(({ field }) => field)).toEqual(fields);
  });

  it('of a touchpoint whose first recording was erased still says that the rest differs', async () => {
    await record(json());
    const [event] = await events();
    await vault.shred(event ? [event.data.parties[0].hub] : [], { requestId: 'r1', erasedAt: '2026-05-03T00:00:00Z' });
    expect(await record(json({ outcome: 'open', content: 'x' }))).toMatchObject({
      problem: { code: 'conflict', errors: [{ field: 'outcome' }] },
    });
  });

  it('by many callers at once keeps one event per touchpoint, and each caller gets its position', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), { maxLength: 6 }),
        async (callers) => {
          const results = await Promise.all(
            callers.map((ids) => recordBatch(ids.map((id) => ({ text: json({ externalId: `many-${id}` }) })))),
          );
          const positions = new Map<number, Set<string>>();
          callers.forEach((ids, caller) => {
            ids.forEach((id, index) => {
              const result = results[caller]?.[index];
              if (result && 'position' in result) positions.set(id, (positions.get(id) ?? new Set()).add(result.position ?? ''));
            });
          });
          for (const seen of positions.values()) expect(seen.size).toBe(1);
        },
      ),
      { numRuns: 15 },
    );
    const ids = (await events()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('of a batch quarantines what is refused, once, and records the rest', async () => {
    const lines = [json(), 'not json', json({ externalId: 'call-2', parties: [] }), json({ externalId: 'call-3' })].map(
      (text) => ({ text }),
    );
    expect((await recordBatch(lines)).map(({ status }) => status)).toEqual([
      'accepted',
      'quarantined',
      'quarantined',
      'accepted',
    ]);
    expect((await recordBatch(lines)).map(({ status }) => status)).toEqual([
      'duplicate',
      'quarantined',
      'quarantined',
      'duplicate',
    ]);
    const { items, total } = await quarantined();
    expect(total).toBe(2);
    expect(items[0]).toMatchObject({ body: 'not json', problem: { code: 'malformed' } });
    expect(items[1]).toMatchObject({ problem: { errors: [{ field: 'parties' }] } });
  });

  it('of a corrected touchpoint empties its place in quarantine; a discarded one leaves a trace in the ledger', async () => {
    const results = await recordBatch([{ text: 'not json' }, { text: '{}' }]);
    const [first, second] = results.map((result) => (result.status === 'quarantined' ? result.quarantineId : ''));
    expect(await retry(first ?? '')).toMatchObject({ status: 'refused' });
    expect(await retry(first ?? '', json())).toMatchObject({ status: 'accepted' });
    expect(await discard(second ?? '')).toMatchObject({ status: 'accepted' });
    expect(await discard(second ?? '')).toMatchObject({ status: 'refused', problem: { code: 'not-quarantined' } });
    expect((await quarantined()).total).toBe(0);
    expect((await store.readAll(START)).map(({ type }) => type)).toEqual(['TouchpointRecorded', 'QuarantineDiscarded']);
  });

  it('of an identifier that stands for nobody keeps it with the touchpoint and says so', async () => {
    const parties = [
      {
        role: 'caller',
        identifiers: [
          { type: 'email', value: 'no-reply@example.org' },
          { type: 'phone', value: '020 7946 0018' },
        ],
      },
    ];
    const result = await record(json({ parties, case: undefined }));
    expect(result).toMatchObject({ status: 'accepted', ignoredIdentifiers: ['parties[0].identifiers[0]'] });
    expect((await events())[0]?.data.parties[0].identifiers).toHaveLength(1);
  });

  it('decides on identifiers: once, again without effect, and back', async () => {
    await record(json());
    const identifiers = (await events())[0]?.data.parties[0].identifiers ?? [];
    const [a, b] = [identifiers[0]?.handle, identifiers[1]?.handle];
    if (!a || !b) throw new Error('two identifiers are needed');
    const command = { verdict: 'separate', a, b, reason: 'Two people', origin: 'staff' } as const;
    expect(await decide({ ...command, verdict: 'withdraw' })).toMatchObject({
      status: 'refused',
      problem: { code: 'nothing-to-withdraw' },
    });
    const first = await decide(command, { actor: 'jane' });
    expect(await decide({ ...command, a: b, b: a })).toEqual({ ...first, status: 'duplicate' });
    await decide({ ...command, verdict: 'withdraw' });
    expect(await decide({ ...command, b: a })).toMatchObject({ status: 'refused', problem: { code: 'same-identifier' } });
    const decisions = (await store.readAll(START)).filter(({ type }) => type === 'IdentityDecided');
    expect(decisions.map(({ data }) => (data as { verdict: string }).verdict)).toEqual(['separate', 'withdraw']);
    expect(JSON.stringify(decisions.map(({ data }) => data))).not.toContain('Two people');
  });
});
