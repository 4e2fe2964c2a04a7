import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { TRANSFER_TABLES, type VaultTransferTarget } from '../vault-transfer.js';
import { openPostgresTransfer, openPostgresTransferTarget } from './open-postgres-transfer.js';
import { openPostgresVault } from './open-postgres-vault.js';
import type { PostgresVault } from './postgres-vault.js';

const KNOWN = { type: 'phone', value: '+44 20 7946 0018' };
const NEW = { type: 'email', value: 'new@example.org' };
/** A connection that is not recognised as a service, like a service without a connection at the moment of the check. */
const UNNOTICED = 'unnoticed';

describeWithPostgres('a vault that another is moved into', () => {
  let home: TemporaryDatabase;
  let away: TemporaryDatabase;
  let keysDir: string;
  let opened: { close(): Promise<void> }[];

  beforeEach(async () => {
    [home, away] = [await temporaryDatabase(), await temporaryDatabase()];
    [keysDir, opened] = [mkdtempSync(join(tmpdir(), 'vault-keys-')), []];
  });
  afterEach(async () => {
    for (const each of opened) await each.close();
    for (const database of [home, away]) await database.drop();
    rmSync(keysDir, { recursive: true });
  });

  const serviceOn = async ({ url }: TemporaryDatabase, applicationName = UNNOTICED): Promise<PostgresVault> => {
    const vault = await openPostgresVault({ url, keysDir, applicationName, connections: 2 });
    opened.push(vault);
    return vault;
  };
  const target = async (): Promise<VaultTransferTarget> => {
    const vault = await openPostgresTransferTarget({ url: away.url, keysDir });
    opened.push(vault);
    return vault;
  };
  const moveHomeInto = async (to: VaultTransferTarget): Promise<void> => {
    const from = await openPostgresTransfer({ url: home.url, keysDir });
    opened.push(from);
    for (const table of TRANSFER_TABLES) {
      const before = await to.page(table, undefined);
      if (before.length > 0) await to.remove(table, before);
      await to.put(table, await from.page(table, undefined));
    }
    await to.setCounters(await from.counters());
  };

  it('is not written by a service that opened it before, neither during the move nor afterwards, until that service restarts', async () => {
    const [known] = await (await serviceOn(home)).handles([KNOWN]);
    const service = await serviceOn(away);
    const to = await target();
    await to.begin();
    await expect(service.handles([NEW])).rejects.toMatchObject({ code: 'unfinished-transfer' });
    await moveHomeInto(to);
    await expect(service.transaction((unit) => unit.handles([KNOWN]))).rejects.toMatchObject({ code: 'unfinished-transfer' });
    await to.finish();
    for (const write of [
      () => service.handles([KNOWN]),
      () => service.transaction((unit) => unit.handles([KNOWN])),
      () => service.quarantine.add([{ source: 'crm', receivedAt: '', problem: { code: 'conflict', detail: '' }, body: '{}' }]),
    ])
      await expect(write()).rejects.toMatchObject({
        code: 'replaced',
        message: expect.stringContaining('Start the service again'),
      });
    expect(await (await serviceOn(away)).handles([KNOWN])).toEqual([known]);
    expect(await away.query('SELECT count(*)::integer AS count FROM touchstone_vault.registry')).toEqual([{ count: 1 }]);
  });

  it('is still written after keys were re-wrapped or destroyed, because they are the same keys', async () => {
    const [service, beside] = [await serviceOn(home), await serviceOn(home)];
    const [known] = await service.handles([KNOWN]);
    await beside.rotateKeys();
    expect(await service.transaction((unit) => unit.handles([KNOWN, NEW]))).toEqual([known, expect.anything()]);
    await beside.shred([known?.handle ?? ('' as never)], { requestId: 'request-1', erasedAt: '2026-11-26T10:00:00Z' });
    expect(await service.handles([KNOWN])).toEqual([expect.objectContaining({ normalised: known?.normalised })]);
  });

  it('is opened neither as target nor as source of a move while services are connected, and the error names them', async () => {
    const message = expect.stringMatching(/touchstone-ledger-vault.* Stop every ledger/);
    await serviceOn(away, 'touchstone-ledger-vault');
    await serviceOn(home, 'touchstone-customers-vault');
    await expect(target()).rejects.toMatchObject({ code: 'in-use', message });
    await expect(openPostgresTransfer({ url: home.url, keysDir })).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining('touchstone-customers-vault'),
    });
    expect(await away.query("SELECT name FROM touchstone_vault.meta WHERE name = 'transfer'")).toEqual([]);
  });

  it('refuses the move after a service connected in between, which cannot write', async () => {
    await serviceOn(home);
    const to = await target();
    const service = await serviceOn(away, 'touchstone-ledger-vault');
    await expect(to.begin()).rejects.toMatchObject({ code: 'in-use' });
    await expect(service.handles([NEW])).rejects.toMatchObject({ code: 'unfinished-transfer' });
    await expect(serviceOn(away)).rejects.toMatchObject({ code: 'unfinished-transfer' });
  });

  it('waits a moment for services that were just stopped', async () => {
    const service = await serviceOn(away, 'touchstone-ledger-vault');
    setTimeout(() => void service.close(), 500);
    await expect((await target()).state()).resolves.toBe('empty');
  });
});
