import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asHandle, type Handle, INSTALLATION_STREAM, START } from '#events';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { startEventStoreStub } from '#event-store/testing';
import { describeWithPostgres, temporaryDatabase } from '#postgres/testing';
import { openSqliteVault, type SqliteVault } from '#vault';
import { openPostgresVault, type PostgresVault } from '#vault/postgres';
import { Installation, namingEvent } from './installation.js';

/** Where ledgers and vaults of one edition are opened, each under a name. */
interface Edition {
  ledger(name: string): Promise<EventStore>;
  vault(name: string): Promise<SqliteVault | PostgresVault>;
  remove(): Promise<void>;
}

const closeAll = (all: readonly { close(): Promise<void> }[]) => Promise.all(all.map((each) => each.close()));

async function files(): Promise<Edition> {
  const folder = mkdtempSync(join(tmpdir(), 'installation-'));
  const opened: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(each: T): T => {
    opened.push(each);
    return each;
  };
  return {
    ledger: async (name) => keep(openSqliteEventStore(join(folder, `${name}.ledger.db`))),
    vault: async (name) => keep(openSqliteVault({ path: join(folder, `${name}.vault.db`), keysDir: join(folder, 'keys') })),
    async remove() {
      await closeAll(opened);
      rmSync(folder, { recursive: true });
    },
  };
}

async function servers(): Promise<Edition> {
  const folder = mkdtempSync(join(tmpdir(), 'installation-'));
  const database = await temporaryDatabase();
  const stubs = new Map<string, ReturnType<typeof startEventStoreStub>>();
  const opened: { close(): Promise<void> }[] = [];
  return {
    async ledger(name) {
      const stub = stubs.get(name) ?? startEventStoreStub();
      stubs.set(name, stub);
      const store = openEventStoreDb({ url: (await stub).url });
      opened.push(store);
      return store;
    },
    async vault(name) {
      const vault = await openPostgresVault({ url: database.url, schema: name, keysDir: join(folder, 'keys'), connections: 2 });
      opened.push(vault);
      return vault;
    },
    async remove() {
      await closeAll(opened);
      for (const stub of stubs.values()) await (await stub).stop();
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

const PLACES = { ledger: 'L', vault: 'V' };

function claims(openEdition: () => Promise<Edition>): void {
  let edition: Edition;
  beforeEach(async () => {
    edition = await openEdition();
  });
  afterEach(() => edition.remove());

  const both = async (ledgerName = 'one', vaultName = 'one') => {
    const [ledger, vault] = [await edition.ledger(ledgerName), await edition.vault(vaultName)];
    return { ledger, vault, installation: new Installation({ ledger, vault, places: PLACES }) };
  };
  let recorded = 0;
  /** A touchpoint with somebody new, whose section the vault sealed. */
  const record = async (ledger: EventStore, vault: SqliteVault | PostgresVault): Promise<Handle> => {
    recorded += 1;
    const [resolved] = await vault.handles([{ type: 'email', value: `ada-${recorded}@example.org` }]);
    if (!resolved) throw new Error('This address is ignored.');
    const hub = resolved.handle;
    const [stream, id] = [`s-${recorded}`, `00000000-0000-8000-8000-${String(recorded).padStart(12, '0')}`];
    const place = { stream, eventId: id, type: 'TouchpointRecorded', schemaVersion: 1, section: 'party:0' };
    const [sealed] = await vault.seal([{ ...place, hub, content: { identifiers: [] } }]);
    const data = { kind: 'call', parties: [{ role: 'caller', hub, identifiers: [], sealed }] };
    await ledger.append(stream, [{ id, type: 'TouchpointRecorded', schemaVersion: 1, data, metadata: {} }], 'none');
    return hub;
  };
  const refusal = async (installation: Installation): Promise<unknown> => {
    try {
      await installation.check();
      return undefined;
    } catch (error) {
      return error;
    }
  };
  /** What a refusal says, in its code and to a person. */
  const saying = (code: string, words: string) =>
    expect.objectContaining({ code, message: expect.stringContaining(words) as string });

  it('is not named before anything is recorded, then once, in the vault and in the ledger', async () => {
    const { ledger, vault, installation } = await both();
    await installation.check();
    expect([await ledger.head(), await vault.installation.name()]).toEqual([START, undefined]);
    await Promise.all([installation.ensureNamed(), installation.ensureNamed()]);
    const name = await vault.installation.name();
    expect(name).toEqual({ id: expect.any(String) as string, confirmed: true });
    expect(await ledger.readStream(INSTALLATION_STREAM)).toMatchObject([
      { type: 'InstallationNamed', data: { installation: name?.id }, metadata: { principal: { kind: 'system' } } },
    ]);
    await new Installation({ ledger, vault, places: PLACES }).ensureNamed();
    expect(await ledger.readStream(INSTALLATION_STREAM)).toHaveLength(1);
  });

  it('is named once by several processes that begin at the same time', async () => {
    const { ledger, vault } = await both();
    const processes = Array.from({ length: 3 }, () => new Installation({ ledger, vault, places: PLACES }));
    await Promise.all(processes.map((each) => each.ensureNamed()));
    expect(await ledger.readStream(INSTALLATION_STREAM)).toHaveLength(1);
    expect(await vault.installation.name()).toMatchObject({ confirmed: true });
  });

  it('goes on where naming it was interrupted, before the event and after it', async () => {
    const { ledger, vault, installation } = await both();
    const { id } = await vault.installation.give('0192a000-0000-7000-8000-000000000001');
    await installation.ensureNamed();
    expect(await ledger.readStream(INSTALLATION_STREAM)).toMatchObject([{ data: { installation: id } }]);

    const second = await both('two', 'two');
    await second.vault.installation.give(id);
    await second.ledger.append(INSTALLATION_STREAM, [namingEvent(id)], 'none');
    await second.installation.check();
    expect(await second.vault.installation.name()).toEqual({ id, confirmed: true });
  });

  it('refuses an empty ledger beside a vault that was used: the ledger was removed', async () => {
    const { ledger, vault, installation } = await both();
    await installation.ensureNamed();
    await record(ledger, vault);
    const without = new Installation({ ledger: await edition.ledger('empty'), vault, places: PLACES });
    expect(await refusal(without)).toEqual(saying('ledger-missing', 'The ledger is gone'));
    expect(await refusal(without)).toEqual(saying('ledger-missing', 'Put the ledger back from its newest backup'));
  });

  it('refuses an empty vault beside a ledger that was used: the vault was removed', async () => {
    const { ledger, vault, installation } = await both();
    await installation.ensureNamed();
    await record(ledger, vault);
    const without = new Installation({ ledger, vault: await edition.vault('empty'), places: PLACES });
    expect(await refusal(without)).toEqual(
      saying('vault-missing', 'Put the vault back from its newest backup, with its master key'),
    );
  });

  it('refuses a ledger and a vault of two installations, and says which is which', async () => {
    const [one, two] = [await both('one', 'one'), await both('two', 'two')];
    for (const { ledger, vault, installation } of [one, two]) {
      await installation.ensureNamed();
      await record(ledger, vault);
    }
    const mixed = new Installation({ ledger: one.ledger, vault: two.vault, places: PLACES });
    const names = await Promise.all([one, two].map(({ vault }) => vault.installation.name()));
    expect(await refusal(mixed)).toEqual(saying('not-together', `the ledger's: ${names[0]?.id}; the vault's: ${names[1]?.id}`));
  });

  it('refuses a second installation in one ledger, which loses the append', async () => {
    const [first, second] = [await both('one', 'one'), await both('one', 'two')];
    await Promise.all([first, second].map(({ installation }) => installation.check()));
    await first.installation.ensureNamed();
    await expect(second.installation.ensureNamed()).rejects.toEqual(saying('not-together', 'not of the same installation'));
    expect(await first.ledger.readStream(INSTALLATION_STREAM)).toHaveLength(1);
    expect(await refusal(second.installation)).toBeUndefined();
    expect(await refusal(new Installation({ ...second, places: PLACES }))).toEqual(saying('not-together', 'V'));
  });

  describe('of an older version, which has no name', () => {
    it('is named where what is sealed opens, or was erased', async () => {
      const { ledger, vault, installation } = await both();
      const erased = await record(ledger, vault);
      await record(ledger, vault);
      await vault.shred([erased], { requestId: 'r', erasedAt: '2026-11-22T10:00:00Z' });
      await installation.check();
      expect(await vault.installation.name()).toMatchObject({ confirmed: true });
      expect(await ledger.readStream(INSTALLATION_STREAM)).toHaveLength(1);
    });

    it('is refused where it does not open: ledger and vault are of two', async () => {
      const [one, two] = [await both('one', 'one'), await both('two', 'two')];
      for (const { ledger, vault } of [one, two]) await record(ledger, vault);
      const mixed = new Installation({ ledger: one.ledger, vault: two.vault, places: PLACES });
      expect(await refusal(mixed)).toEqual(saying('not-together', 'what is sealed in its events does not open'));
      expect(await two.vault.installation.name()).toBeUndefined();
      expect(await one.ledger.readStream(INSTALLATION_STREAM)).toEqual([]);
    });

    it('is refused without its ledger, and without its vault', async () => {
      const { ledger, vault } = await both();
      await record(ledger, vault);
      const empty = await both('empty', 'empty');
      expect(await refusal(new Installation({ ledger, vault: empty.vault, places: PLACES }))).toEqual(
        saying('vault-missing', 'gone'),
      );
      expect(await refusal(new Installation({ ledger: empty.ledger, vault, places: PLACES }))).toEqual(
        saying('ledger-missing', 'gone'),
      );
    });
  });

  it('sees that keys of those who were named last are missing: the vault is from before', async () => {
    const { ledger, vault, installation } = await both();
    await installation.ensureNamed();
    await record(ledger, vault);
    const unknown = asHandle('00000000-0000-7000-8000-000000000000');
    const data = { kind: 'call', parties: [{ role: 'caller', hub: unknown, identifiers: [], sealed: 'x' }] };
    const id = '00000000-0000-8000-8000-0000000000ff';
    await ledger.append('later', [{ id, type: 'TouchpointRecorded', schemaVersion: 1, data, metadata: {} }], 'none');
    const again = new Installation({ ledger, vault, places: PLACES });
    expect(await refusal(again)).toEqual(saying('vault-outdated', 'the last 3 events the keys of 1 are missing'));
    await vault.shred([unknown], { requestId: 'lost', erasedAt: '2026-11-22T10:00:00Z' });
    expect(await refusal(again)).toBeUndefined();
  });
}

describe('An installation of files', () => {
  claims(files);
});
describeWithPostgres('An installation of servers', () => {
  claims(servers);
});
