import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { LastingThread } from './lasting-thread.js';

/** Says its number, ends when it is told to; the first `dying` of them die, each in its way. */
const BODY = `
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.once('message', () => parentPort.close());
  parentPort.postMessage(workerData.number);
  if (workerData.dies === 'of an error') setImmediate(() => { throw Object.assign(new Error('bug'), { code: 'bug' }); });
  if (workerData.dies === 'silently') setImmediate(() => parentPort.close());
  if (workerData.dies === 'out of memory') setImmediate(() => { const kept = []; for (;;) kept.push(new Array(1e5).fill(kept.length)); });
`;
type Death = 'of an error' | 'silently' | 'out of memory';

describe('A thread that lasts', () => {
  const lasting = (...deaths: readonly Death[]) => {
    const workers: Worker[] = [];
    const said: number[] = [];
    const died: Error[] = [];
    let lives: () => void = () => undefined;
    /** The first that does not die has spoken. */
    const alive = new Promise<void>((resolve) => (lives = resolve));
    const thread = new LastingThread<number>({
      start: () => {
        const worker = new Worker(BODY, {
          eval: true,
          workerData: { number: workers.length, dies: deaths[workers.length] },
          resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
        });
        workers.push(worker);
        return worker;
      },
      onMessage: (number) => {
        said.push(number);
        if (number === deaths.length) lives();
      },
      onDeath: (error) => died.push(error),
      firstPauseMs: 5,
    });
    return { thread, workers, said, died, alive };
  };

  it('is started again when it dies, of whatever, and says of what', async () => {
    const { thread, said, died, alive } = lasting('of an error', 'out of memory', 'silently');
    await alive;
    expect(said).toEqual([0, 1, 2, 3]);
    expect(died).toMatchObject([{ code: 'bug' }, { code: 'ERR_WORKER_OUT_OF_MEMORY' }, { message: /ended/ }]);
    await thread.stop();
  });

  it('ends for good when it is told to', async () => {
    const { thread, workers, died, alive } = lasting();
    await alive;
    await thread.stop();
    expect([workers.length, died]).toEqual([1, []]);
  });

  it('is not started again when it is told to stop in a pause', async () => {
    const { thread, workers, died } = lasting('silently', 'silently');
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
    expect(died).toHaveLength(1);
    await thread.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(workers).toHaveLength(1);
  });
});
