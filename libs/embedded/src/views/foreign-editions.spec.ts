import { readdirSync } from 'node:fs';
import { counting, counts, ManagedViews } from './testing/managed-views.js';

const SETS = [counting('calls')];
const OTHER_INSTALLATION = '0b7a7d5e-3a58-4d0b-8c49-7b0c5a1d2e3f';

const reasons = ({ log }: ManagedViews): unknown[] => log.flatMap(({ fields }) => fields['reason'] ?? []);

describe('Views that were not made of this ledger', () => {
  let theirs: ManagedViews;
  let ours: ManagedViews;
  beforeEach(async () => {
    theirs = new ManagedViews();
    await theirs.record('call', 'call', 'fax');
    const manager = await theirs.started(SETS);
    await manager.waitFor(await theirs.store.head());
    await manager.stop();
    ours = new ManagedViews(theirs.views);
  });
  afterEach(async () => {
    await ours.remove();
    await theirs.remove();
  });

  it('but of that of another installation, are built anew', async () => {
    ours.installation = OTHER_INSTALLATION;
    await ours.record('letter', 'letter', 'letter', 'letter');
    const manager = await ours.started(SETS);
    await manager.waitFor(await ours.store.head());
    expect(await counts(manager, 'calls')).toEqual({ letter: 4 });
    expect(reasons(ours)).toEqual(['other-installation']);
  });

  it('but of more than it holds, are built anew', async () => {
    await ours.record('letter');
    const manager = await ours.started(SETS);
    await manager.waitFor(await ours.store.head());
    expect(await counts(manager, 'calls')).toEqual({ letter: 1 });
    expect(reasons(ours)).toEqual(['beyond-ledger']);
  });

  it('of the same installation and no further than it, are kept', async () => {
    const files = readdirSync(theirs.views);
    const again = await theirs.started(SETS);
    expect(readdirSync(theirs.views)).toEqual(expect.arrayContaining(files));
    expect(await counts(again, 'calls')).toEqual({ call: 2, fax: 1 });
    expect(reasons(theirs)).toEqual([]);
  });

  it('where it became shorter while they serve, are a problem in the status', async () => {
    const manager = theirs.manager(SETS);
    await manager.start();
    theirs.headIs(1n);
    expect(await manager.status()).toMatchObject([{ serving: { lag: '-2', problem: { code: 'beyond-ledger' } } }]);
    theirs.headIs(undefined);
    const [status] = await manager.status();
    expect(status?.serving.lag).toBe('0');
    expect(status?.serving.problem).toBeUndefined();
  });
});
