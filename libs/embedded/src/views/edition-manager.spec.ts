import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
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
    let commits = 0;
    manager.onCommit(() => commits++);
    await world.record('call');
    await caughtUp(manager);
    expect(await counts(manager, 'calls')).toEqual({ call: 2, fax: 1 });
    expect(await counts(manager, 'letters')).toEqual({ call: 2, fax: 1 });
    expect(commits).toBe(2);
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
      let told = false;
      const stop = manager.onCommit(() => (told = true));
      await manager.promote('calls');
      expect(told).toBe(true);
      stop();
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

  describe('that is to replace what an older version made', () => {
    const older = async (): Promise<void> => {
      await world.record('call');
      const before = await world.started([counting('calls')]);
      await caughtUp(before);
      await before.stop();
    };
    const said = (level: 'info' | 'error'): string[] =>
      world.log.filter((line) => line.level === level && /promot/.test(line.message)).map(({ message }) => message);

    it('and cannot promote tries again after a pause however much is recorded, and names why until it has promoted', async () => {
      await older();
      const obstacle = join(world.views, 'serving.json.new');
      mkdirSync(obstacle);
      const promotions = jest.spyOn(EditionsFolder.prototype, 'promote');
      const manager = await world.started([counting('calls', '2')]);
      const problem = async () => (await of(manager, 'calls')).building?.problem?.code;
      await until(async () => (await problem()) === 'EISDIR');
      for (let n = 2; n <= 20; n += 1) {
        await world.record('call');
        await until(async () => (await of(manager, 'calls')).building?.position === String(n));
        expect(await problem()).toBe('EISDIR');
      }
      expect(promotions).toHaveBeenCalledTimes(1);
      promotions.mockRestore();
      rmdirSync(obstacle);
      await until(async () => (await of(manager, 'calls')).serving.edition === 2);
      expect(await counts(manager, 'calls')).toEqual({ call: 20 });
      expect(said('error')).toEqual(['a view edition cannot be promoted; trying again']);
      expect(said('info')).toEqual(['a view edition can be promoted again', 'view edition promoted']);
    });

    it('says in the log what fails after the new edition has begun to serve', async () => {
      await older();
      // In place of the file of an older edition, which is removed last.
      mkdirSync(join(world.views, 'calls-0.db'));
      const manager = await world.started([counting('calls', '2')]);
      await until(() => said('error').length > 0);
      expect(said('error')).toEqual(['a promotion ended with an error']);
      expect(await of(manager, 'calls')).toMatchObject({ serving: { edition: 2, stale: false } });
      await world.record('call');
      await caughtUp(manager);
    });
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

  it('shows why an interrupted edition is not built any further that cannot be read, until it is begun anew', async () => {
    const before = await world.started(BOTH);
    await before.stop();
    writeFileSync(join(world.views, 'calls-2.db'), Buffer.alloc(8192, 1));
    const manager = await world.started(BOTH);
    await until(async () => (await of(manager, 'calls')).building?.problem !== undefined);
    expect((await of(manager, 'calls')).building).toMatchObject({ edition: 2, position: '0', problem: { code: 'damaged' } });
    await manager.rebuild('calls');
    await built(manager, 'calls');
    expect((await of(manager, 'calls')).building).not.toHaveProperty('problem');
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
