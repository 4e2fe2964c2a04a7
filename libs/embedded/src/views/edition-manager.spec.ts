import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition } from '#events';
import { EditionsFolder, type ViewsStatus } from '#views';
import type { EditionManager } from './edition-manager.js';
import { counting, counts, ManagedViews } from './testing/managed-views.js';

const BOTH = [counting('calls'), counting('letters')];

describe('The manager of view editions', () => {
  let world: ManagedViews;
  beforeEach(() => {
    world = new ManagedViews();
  });
  afterEach(() => world.remove());

  const of = async (manager: EditionManager, set: string): Promise<ViewsStatus> => {
    const status = (await manager.status()).find((each) => each.set === set);
    if (!status) throw new Error(`There is no set ${set}.`);
    return status;
  };
  const caughtUp = async (manager: EditionManager): Promise<void> => manager.waitFor(await world.store.head(), undefined, 20_000);
  const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 20_000; !(await what()) && Date.now() < end;) await sleep(10);
    expect(await what()).toBe(true);
  };
  const built = (manager: EditionManager, set: string): Promise<void> =>
    until(async () => (await of(manager, set)).building?.caughtUp === true);
  const files = (): string[] => readdirSync(world.views).filter((name) => name.endsWith('.db'));

  it('makes the first edition of each set and keeps it up to date', async () => {
    await world.record('call', 'fax');
    const manager = await world.started(BOTH);
    await caughtUp(manager);
    const commits: string[] = [];
    manager.onCommit(({ set, announced }) => commits.push(`${set} ${[...(announced.get('counted') ?? [])].join()}`));
    await world.record('call');
    await caughtUp(manager);
    expect(await counts(manager, 'calls')).toEqual({ call: 2, fax: 1 });
    expect(await counts(manager, 'letters')).toEqual({ call: 2, fax: 1 });
    expect(commits.toSorted()).toEqual(['calls call', 'letters call']);
    const serving = { edition: 1, version: '1', position: '3', lag: '0', deadLetters: 0, stale: false };
    expect(await manager.status()).toEqual([
      { set: 'calls', unit: 'events', requested: [], serving },
      { set: 'letters', unit: 'events', requested: [], serving },
    ]);
  });

  it('goes on from what is on disk', async () => {
    await world.record('call');
    const before = await world.started(BOTH);
    await caughtUp(before);
    await before.stop();
    await world.record('call');
    const manager = await world.started(BOTH);
    await caughtUp(manager);
    expect(await counts(manager, 'calls')).toEqual({ call: 2 });
    expect(files()).toEqual(['calls-1.db', 'letters-1.db']);
  });

  it('builds a new edition beside the one that serves and promotes it; the one before is kept, older ones are not', async () => {
    await world.record('call', 'call');
    const manager = await world.started(BOTH);
    await caughtUp(manager);
    for (const edition of [2, 3]) {
      await manager.rebuild('calls');
      await built(manager, 'calls');
      expect((await of(manager, 'calls')).serving.edition).toBe(edition - 1);
      await manager.promote('calls');
      expect(await of(manager, 'calls')).toMatchObject({ serving: { edition, lag: '0' } });
    }
    await world.record('fax');
    await caughtUp(manager);
    expect(await counts(manager, 'calls')).toEqual({ call: 2, fax: 1 });
    expect(files()).toEqual(['calls-2.db', 'calls-3.db', 'letters-1.db']);
  });

  it('promotes nothing that is not there or has not caught up, and knows its sets', async () => {
    let fails = false;
    const failing = counting('calls', '1', () => {
      if (fails) throw new Error('a bug');
    });
    await world.record('call');
    const manager = await world.started([failing]);
    await caughtUp(manager);
    await expect(manager.promote('calls')).rejects.toMatchObject({ code: 'nothing-to-promote' });
    fails = true;
    await manager.rebuild('calls');
    await expect(manager.promote('calls')).rejects.toMatchObject({ code: 'nothing-to-promote' });
    await expect(manager.rebuild('faxes')).rejects.toMatchObject({
      code: 'unknown-views',
      message: 'There are no views named faxes. There are: calls.',
    });
    await expect(manager.waitFor(asPosition(0), ['faxes'])).rejects.toMatchObject({ code: 'unknown-views' });
  });

  it('replaces by itself what an older version made', async () => {
    await world.record('call');
    const before = await world.started(BOTH);
    await caughtUp(before);
    await before.stop();
    const manager = await world.started([counting('calls', '2'), counting('letters')]);
    await until(async () => (await of(manager, 'calls')).serving.edition === 2);
    await world.record('call');
    await caughtUp(manager);
    expect(await of(manager, 'calls')).toMatchObject({ serving: { version: '2', stale: false } });
    expect(await counts(manager, 'calls')).toEqual({ call: 2 });
    expect((await of(manager, 'letters')).serving.edition).toBe(1);
  });

  it('serves what an older version made while every set of it is replaced', async () => {
    await world.record('call');
    const before = await world.started(BOTH);
    await caughtUp(before);
    await before.stop();
    let fails = true;
    const newer = counting('calls', '2', () => {
      if (fails) throw new Error('a bug');
    });
    const manager = await world.started([newer]);
    await until(async () => (await of(manager, 'calls')).building?.problem !== undefined);
    expect(await counts(manager, 'calls')).toEqual({ call: 1 });
    fails = false;
    await until(async () => (await of(manager, 'calls')).serving.edition === 2);
  });

  describe('where the edition of another version cannot be promoted', () => {
    const outdated = async (): Promise<EditionManager> => {
      await world.record('call');
      const before = await world.started([counting('calls')]);
      await caughtUp(before);
      await before.stop();
      return world.manager([counting('calls', '2')]);
    };
    const errors = () => world.log.filter(({ level }) => level === 'error');

    it('tries again after a pause, however much is recorded, and names the problem until it is promoted', async () => {
      const manager = await outdated();
      const promotions = jest.spyOn(EditionsFolder.prototype, 'promote');
      promotions.mockImplementationOnce(() => {
        throw Object.assign(new Error('no room'), { code: 'disk-full' });
      });
      await manager.start();
      await until(async () => (await of(manager, 'calls')).building?.problem?.code === 'disk-full');
      for (let n = 0; n < 5; n++) {
        await world.record('call');
        await built(manager, 'calls');
        expect((await of(manager, 'calls')).building?.problem?.code).toBe('disk-full');
      }
      expect(promotions).toHaveBeenCalledTimes(1);
      expect(errors()).toHaveLength(1);
      await until(async () => (await of(manager, 'calls')).serving.edition === 2);
      expect(promotions).toHaveBeenCalledTimes(2);
      expect(await counts(manager, 'calls')).toEqual({ call: 6 });
      promotions.mockRestore();
    });

    it('tells the log where it was promoted and cannot be opened', async () => {
      const manager = await outdated();
      const readers = jest.spyOn(EditionsFolder.prototype, 'reader');
      await manager.start();
      readers.mockImplementationOnce(() => {
        throw Object.assign(new Error('no files left'), { code: 'EMFILE' });
      });
      await until(() => errors().length === 1);
      expect(errors()).toMatchObject([
        { message: expect.stringContaining('promoted and cannot be opened'), fields: { set: 'calls', edition: 2 } },
      ]);
      readers.mockRestore();
    });
  });

  it('goes on with an edition whose building was interrupted', async () => {
    await world.record('call');
    const before = await world.started(BOTH);
    await caughtUp(before);
    await before.rebuild('calls');
    await built(before, 'calls');
    await before.stop();
    await world.record('call');
    const manager = await world.started(BOTH);
    expect((await of(manager, 'calls')).building).toMatchObject({ edition: 2 });
    await built(manager, 'calls');
    await manager.promote('calls');
    expect(await counts(manager, 'calls')).toEqual({ call: 2 });
    expect(files()).toEqual(['calls-1.db', 'calls-2.db', 'letters-1.db']);
  });

  it('shows why an interrupted edition cannot be gone on with, until the set is built anew', async () => {
    const before = await world.started(BOTH);
    await before.stop();
    writeFileSync(join(world.views, 'calls-2.db'), Buffer.alloc(8192, 1));
    const manager = await world.started(BOTH);
    expect((await of(manager, 'calls')).building).toMatchObject({ edition: 2, caughtUp: false, problem: { code: 'damaged' } });
    await manager.rebuild('calls');
    await built(manager, 'calls');
    expect((await of(manager, 'calls')).building).not.toHaveProperty('problem');
    expect(files()).toEqual(['calls-1.db', 'calls-2.db', 'letters-1.db']);
  });

  it('whose serving.json is damaged serves what has got furthest', async () => {
    await world.record('call');
    const before = await world.started(BOTH);
    await caughtUp(before);
    await before.rebuild('calls');
    await built(before, 'calls');
    await before.promote('calls');
    await before.stop();
    for (const damaged of ['', '{"calls":', '7', '{"calls":"two"}']) {
      writeFileSync(join(world.views, 'serving.json'), damaged);
      const manager = await world.started(BOTH);
      expect((await of(manager, 'calls')).serving).toMatchObject({ edition: 2, lag: '0' });
      expect(await counts(manager, 'letters')).toEqual({ call: 1 });
      await manager.stop();
    }
    expect(world.log.filter(({ message }) => /which view editions serve is damaged/.test(message))).toHaveLength(3);
  });

  describe('whose views are not of this ledger', () => {
    const strangers = () => world.log.filter(({ level }) => level === 'error').map(({ fields }) => fields);

    it('builds them anew, and shows nobody what they hold', async () => {
      await world.name('installation-a');
      await world.record('call');
      const before = await world.started(BOTH);
      await caughtUp(before);
      await before.stop();
      world.installation = 'installation-b';
      const manager = await world.started(BOTH);
      expect((await of(manager, 'calls')).serving.edition).toBe(2);
      expect(files()).toEqual(['calls-2.db', 'letters-2.db']);
      expect(strangers()).toMatchObject([
        { set: 'calls', edition: 1, reason: 'other-installation' },
        { set: 'letters', edition: 1, reason: 'other-installation' },
      ]);
    });

    it('builds anew what has more events than the ledger', async () => {
      await world.record('call', 'call');
      const before = await world.started(BOTH);
      await caughtUp(before);
      await before.stop();
      await world.beginLedgerAnew();
      await world.record('fax');
      const manager = await world.started(BOTH);
      await caughtUp(manager);
      expect(await counts(manager, 'calls')).toEqual({ fax: 1 });
      expect(strangers()).toMatchObject([{ reason: 'ahead-of-ledger' }, { reason: 'ahead-of-ledger' }]);
    });

    it('calls it a problem, not a negative lag, where the ledger loses events while it runs', async () => {
      await world.record('call', 'call');
      const manager = await world.started(BOTH);
      await caughtUp(manager);
      await world.beginLedgerAnew();
      await world.record('fax');
      expect((await of(manager, 'calls')).serving).toMatchObject({
        position: '2',
        lag: '0',
        problem: { code: 'ahead-of-ledger' },
      });
    });
  });

  describe('where a set throws', () => {
    let fails: boolean;
    const failing = counting('calls', '1', () => {
      if (fails) throw Object.assign(new Error('Ada Lovelace cannot be counted'), { code: 'bug' });
    });
    beforeEach(() => {
      fails = true;
    });
    const errors = (): unknown[] => world.log.filter(({ level }) => level === 'error').map(({ fields }) => fields);

    it('keeps the others up to date, names the set with a code and since when, and goes on where it stopped', async () => {
      const startedAt = new Date().toISOString();
      await world.record('call');
      const manager = await world.started([failing, counting('letters')]);
      await manager.waitFor(asPosition(1), ['letters']);
      await world.record('fax');
      await manager.waitFor(asPosition(2), ['letters']);
      await until(async () => (await of(manager, 'calls')).serving.problem !== undefined);
      const { serving } = await of(manager, 'calls');
      expect(serving).toMatchObject({ position: '0', lag: '2', problem: { code: 'bug' } });
      expect(serving.problem && serving.problem.since >= startedAt).toBe(true);
      expect(JSON.stringify(await manager.status())).not.toContain('Ada');
      expect((await of(manager, 'letters')).serving).not.toHaveProperty('problem');
      fails = false;
      await until(async () => (await of(manager, 'calls')).serving.lag === '0');
      expect(await counts(manager, 'calls')).toEqual({ call: 1, fax: 1 });
      await caughtUp(manager);
      expect((await of(manager, 'calls')).serving).not.toHaveProperty('problem');
    });

    it('tells the log once that it fails, however often it is tried, and once that it goes on', async () => {
      let tries = 0;
      const tried = counting('calls', '1', () => {
        tries += 1;
        if (tries <= 3) throw Object.assign(new Error('no'), { code: 'bug' });
      });
      await world.record('call');
      await world.started([tried]);
      await until(() => world.log.some(({ message }) => message === 'a view edition goes on again'));
      expect(tries).toBe(4);
      expect(errors()).toMatchObject([{ set: 'calls', edition: 1, code: 'bug', err: { message: 'no', code: 'bug' } }]);
    });

    it('answers at once who waits for that set, naming it and why, and waits for the others alone', async () => {
      await world.record('call');
      const manager = await world.started([failing, counting('letters')]);
      const since = performance.now();
      await expect(manager.waitFor(asPosition(1), undefined, 60_000)).rejects.toMatchObject({
        code: 'views-behind',
        message: expect.stringMatching(/calls views .*\(bug, since 2.*\)/) as string,
      });
      expect(performance.now() - since).toBeLessThan(30_000);
      await manager.waitFor(asPosition(1), ['letters'], 60_000);
      await manager.waitFor(asPosition(0), ['calls'], 60_000);
    });

    it('shows why a new edition cannot be built, keeps trying, and begins anew when it is asked to', async () => {
      fails = false;
      await world.record('call');
      const manager = await world.started([failing, counting('letters')]);
      await caughtUp(manager);
      fails = true;
      await manager.rebuild('calls');
      await until(async () => (await of(manager, 'calls')).building?.problem?.code === 'bug');
      expect((await of(manager, 'calls')).serving).not.toHaveProperty('problem');
      fails = false;
      await built(manager, 'calls');
      expect((await of(manager, 'calls')).building).not.toHaveProperty('problem');
      fails = true;
      await manager.rebuild('calls');
      await until(async () => (await of(manager, 'calls')).building?.problem?.code === 'bug');
      await manager.rebuild('calls');
      fails = false;
      await built(manager, 'calls');
      await manager.promote('calls');
      expect(await counts(manager, 'calls')).toEqual({ call: 1 });
    });
  });

  it('says who is behind when time is up', async () => {
    const manager = await world.started(BOTH);
    await expect(manager.waitFor(asPosition(5), ['letters'], 20)).rejects.toMatchObject({
      code: 'views-behind',
      message: 'The letters views have not got as far as position 5 yet. Ask again in a moment.',
    });
  });
});
