import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { type Handle, START } from '#events';
import { openSqliteVault, type SqliteVault } from '#vault';
import { joinInstallation, ledgerName } from './join-installation.js';

const PLACES = { ledger: 'ledger.db', vault: 'vault.db' };

/** A ledger, and a vault with keys of its own. */
class Side {
  readonly #folder = mkdtempSync(join(tmpdir(), 'installation-'));
  readonly store: EventStore = openSqliteEventStore(join(this.#folder, 'ledger.db'));
  readonly vault: SqliteVault = openSqliteVault({ path: join(this.#folder, 'vault.db'), keysDir: join(this.#folder, 'keys') });

  /** Records so many decisions whose reason is sealed for one person, and answers for whom. */
  async record(count: number, email = 'ada@example.org'): Promise<Handle> {
    const [resolved] = await this.vault.handles([{ type: 'email', value: email }]);
    const hub = resolved?.handle;
    if (!hub) throw new Error('There is no such identifier.');
    for (let n = 0; n < count; n++) {
      const [id, stream] = [crypto.randomUUID(), `decision-${crypto.randomUUID()}`];
      const place = { stream, eventId: id, type: 'IdentityDecided', schemaVersion: 1, section: 'reason' };
      const [sealedReason] = await this.vault.seal([{ ...place, hub, content: 'They say so.' }]);
      const data = { verdict: 'link', a: hub, b: hub, sealedReason };
      await this.store.append(stream, [{ id, type: place.type, schemaVersion: 1, data, metadata: {} }], 'none');
    }
    return hub;
  }

  async remove(): Promise<void> {
    await this.store.close();
    await this.vault.close();
    rmSync(this.#folder, { recursive: true });
  }
}

describe('Joining an installation', () => {
  const sides: Side[] = [];
  const side = (): Side => {
    const made = new Side();
    sides.push(made);
    return made;
  };
  afterEach(async () => {
    for (const each of sides.splice(0)) await each.remove();
  });
  const join = (store: EventStore, vault: SqliteVault): Promise<string> => joinInstallation({ store, vault, places: PLACES });
  const refusal = (code: string): object => expect.objectContaining({ code }) as object;

  it('gives new ones the same id, and keeps it', async () => {
    const { store, vault } = side();
    const id = await join(store, vault);
    expect(await ledgerName(store)).toBe(id);
    expect(await vault.installation.mark()).toEqual({ id, confirmed: true });
    expect(await join(store, vault)).toBe(id);
    expect(await store.readAll(START)).toHaveLength(1);
  });

  it('goes on where an earlier start was killed, after the vault was named or the ledger', async () => {
    const { store, vault } = side();
    const { id } = await vault.installation.name(crypto.randomUUID());
    expect(await join(store, vault)).toBe(id);
    const other = side();
    await other.vault.installation.name(crypto.randomUUID());
    const mark = await other.vault.installation.mark();
    const data = { installation: mark?.id };
    const named = { id: mark?.id ?? '', type: 'InstallationNamed', schemaVersion: 1, data, metadata: {} };
    await other.store.append('installation', [named], 'none');
    expect(await join(other.store, other.vault)).toBe(mark?.id);
    expect(await other.vault.installation.mark()).toEqual({ id: mark?.id, confirmed: true });
  });

  it('gives one id to many that begin at once', async () => {
    const { store, vault } = side();
    const ids = await Promise.all(Array.from({ length: 5 }, () => join(store, vault)));
    expect(new Set(ids).size).toBe(1);
    expect(await store.readAll(START)).toHaveLength(1);
  });

  it('adopts a ledger without a name whose first and last events the vault opens, or has erased', async () => {
    const { store, vault } = side();
    await vault.shred([await side().record(0)], { requestId: 'r', erasedAt: '2026-11-22T10:00:00Z' });
    const gone = await sides[0]?.record(2, 'gone@example.org');
    await sides[0]?.record(1);
    if (gone) await vault.shred([gone], { requestId: 'request-1', erasedAt: '2026-11-22T10:00:00Z' });
    expect(await ledgerName(store)).toBeUndefined();
    expect(await join(store, vault)).toBe(await ledgerName(store));
  });

  it('adopts no ledger without a name that the vault of another installation would have to open', async () => {
    const [ours, theirs] = [side(), side()];
    await ours.record(2);
    await theirs.record(2);
    await expect(join(ours.store, theirs.vault)).rejects.toEqual(refusal('other-installation'));
    await expect(join(ours.store, side().vault)).rejects.toEqual(refusal('vault-missing'));
    await expect(join(side().store, ours.vault)).rejects.toEqual(refusal('ledger-missing'));
    expect(await ledgerName(ours.store)).toBeUndefined();
    expect(await theirs.vault.installation.mark()).toBeUndefined();
  });

  it('refuses a named ledger with another vault, and a confirmed vault with another ledger', async () => {
    const [ours, theirs] = [side(), side()];
    for (const { store, vault } of [ours, theirs]) await join(store, vault);
    await expect(join(ours.store, theirs.vault)).rejects.toEqual(refusal('other-installation'));
    await expect(join(ours.store, side().vault)).rejects.toEqual(refusal('vault-missing'));
    await expect(join(side().store, ours.vault)).rejects.toEqual(refusal('ledger-missing'));
  });

  it('refuses a vault without the key of a recent event, and takes a tombstone for one', async () => {
    const [{ store, vault }, yesterdays] = [side(), side()];
    const id = await join(store, vault);
    await yesterdays.vault.installation.name(id);
    const hub = await sides[0]?.record(1);
    if (!hub) throw new Error('Nothing was recorded.');
    await expect(join(store, yesterdays.vault)).rejects.toEqual(refusal('keys-lost'));
    await yesterdays.vault.shred([hub], { requestId: 'request-1', erasedAt: '2026-11-22T10:00:00Z' });
    expect(await join(store, yesterdays.vault)).toBe(id);
  });
});
