import { type IntakeStatus, IntakeStatusKeeper } from './intake-status.js';

const NONE = { recorded: 0, duplicates: 0, quarantined: 0 };
const failure = (code: string): Error => Object.assign(new Error(`It is ${code}.`), { code });

describe('The status of the intake', () => {
  let status: IntakeStatus | undefined;
  let keeper: IntakeStatusKeeper;
  beforeEach(() => {
    status = undefined;
    keeper = new IntakeStatusKeeper((now) => (status = now));
  });

  it('reports the problem of a partition until that partition proceeds, whatever the others do', () => {
    keeper.failed(failure('unreachable'), 1);
    keeper.failed(failure('unreachable'), 1);
    keeper.dealtWith({ ...NONE, recorded: 5 }, 0, 0);
    keeper.read();
    keeper.assigned([0, 1]);
    expect(status).toMatchObject({ state: 'waiting', recorded: 5, problem: { code: 'unreachable', attempts: 2 } });
    keeper.dealtWith(NONE, 1, 0);
    expect(status?.state).toBe('consuming');
    expect(status?.problem).toBeUndefined();
  });

  it('reports why nothing can be read until a fetch succeeds, not until the group was joined', () => {
    keeper.failed(failure('refused'));
    keeper.assigned([0]);
    expect(status).toMatchObject({ state: 'waiting', problem: { code: 'refused' } });
    keeper.read();
    expect(status).toEqual({ state: 'consuming', ...NONE, waiting: 0 });
  });

  it('drops partitions that another member reads now', () => {
    keeper.arrived(0, 7);
    keeper.arrived(1, 20);
    keeper.failed(failure('unreachable'), 1);
    keeper.assigned([0]);
    keeper.read();
    expect(status).toEqual({ state: 'consuming', ...NONE, waiting: 7 });
  });
});
