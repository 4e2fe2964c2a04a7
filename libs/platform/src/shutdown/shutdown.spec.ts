import { Shutdown } from './shutdown.js';

function recorded(limitMs = 1000) {
  const log: string[] = [];
  const shutdown = new Shutdown({
    limitMs,
    exit: (code) => log.push(`exit ${code}`),
    report: ({ step, error }) => log.push(error === undefined ? step : `${step} failed`),
  });
  return { log, shutdown };
}

describe('shutting down', () => {
  it('runs the steps one after another, in order, then ends with 0', async () => {
    const { log, shutdown } = recorded();
    let open = true;
    shutdown
      .step('server', async () => {
        expect(shutdown.signal.aborted).toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 10));
        open = false;
      })
      .step('files', () => expect(open).toBe(false));
    await shutdown.begin('SIGTERM');
    expect(log).toEqual(['stopping', 'server', 'files', 'stopped', 'exit 0']);
  });

  it('goes on after a step that fails, and ends with 1', async () => {
    const { log, shutdown } = recorded();
    shutdown.step('server', () => Promise.reject(new Error('stuck'))).step('files', () => undefined);
    await shutdown.begin('SIGTERM');
    expect(log).toEqual(['stopping', 'server failed', 'files', 'stopped incompletely', 'exit 1']);
  });

  it('ends in time whatever a step does', async () => {
    const { log, shutdown } = recorded(20);
    shutdown.step('server', () => new Promise(() => undefined));
    await shutdown.begin('SIGTERM');
    expect(log).toEqual(['stopping', 'stopped incompletely', 'exit 1']);
  });

  it('keeps the exit code of the failure that caused it, and runs once', async () => {
    const { log, shutdown } = recorded();
    await Promise.all([shutdown.begin('failure', 70), shutdown.begin('SIGTERM')]);
    expect(log).toEqual(['stopping', 'stopped', 'exit 70']);
  });

  it('begins on a signal, and ends at once on the second', async () => {
    const { log, shutdown } = recorded();
    shutdown.step('server', () => new Promise((resolve) => setTimeout(resolve, 30)));
    const off = shutdown.onSignals();
    process.emit('SIGTERM');
    process.emit('SIGINT');
    expect(log).toEqual(['stopping', 'exit 130']);
    await shutdown.begin('again');
    off();
    expect(log.slice(2)).toEqual(['server', 'stopped', 'exit 0']);
  });
});
