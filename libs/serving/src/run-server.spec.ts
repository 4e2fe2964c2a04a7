import { ConfigurationError, type Shutdown } from '#platform';
import { runServer } from './run-server.js';

/** What the process printed, and how it ended. */
interface Ended {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

describe('A server program', () => {
  const argv = process.argv;
  afterEach(() => {
    process.argv = argv;
    jest.restoreAllMocks();
  });

  /** Runs it with these arguments, until it has ended or said what it starts with. */
  async function run(args: string[], start: (shutdown: Shutdown) => Promise<string>, flags: string[] = []): Promise<Ended> {
    jest.restoreAllMocks();
    process.argv = [...argv.slice(0, 2), ...args];
    const listeners = jest.spyOn(process, 'on').mockReturnThis();
    let [out, err] = ['', ''];
    let code: number | undefined;
    await new Promise<void>((ended) => {
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
        out += text as string;
        if (listeners.mock.calls.length > 0) ended();
        return true;
      });
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
        err += text as string;
        return true;
      });
      jest.spyOn(process, 'exit').mockImplementation((exitCode) => {
        code ??= Number(exitCode);
        ended();
        // Before the start nothing may come after it.
        if (listeners.mock.calls.length === 0) throw new Error('ended');
        return undefined as never;
      });
      try {
        runServer(start, flags);
      } catch (error) {
        if (code === undefined) throw error;
      }
    });
    return { code, out, err };
  }
  const start = jest.fn(async () => 'It listens.');
  beforeEach(() => start.mockClear());

  it('says what its start says, and goes on', async () => {
    expect(await run([], start)).toEqual({ code: undefined, out: 'It listens.\n', err: '' });
  });

  it('knows its flags, and refuses any other argument before it starts anything', async () => {
    expect((await run(['--demo'], start, ['--demo'])).code).toBeUndefined();
    expect(start).toHaveBeenCalledTimes(1);
    const refused = await run(['--demo', '--port=80'], start, ['--demo']);
    expect(refused).toEqual({ code: 64, out: '', err: expect.stringContaining('There is no argument --port=80.') });
    expect(refused.err).toContain('PORT=8080');
    expect(start).toHaveBeenCalledTimes(1);
  });

  it.each(['--help', '-h'])('tells who asks with %s where its settings are', async (help) => {
    expect(await run([help], start)).toEqual({ code: 0, out: expect.stringContaining('PORT=8080'), err: '' });
    expect(start).not.toHaveBeenCalled();
  });

  it.each([
    ['newer-version', 65],
    ['unreachable', 69],
    ['missing', 69],
    ['disk-full', 74],
    ['damaged', 74],
    ['busy', 75],
    ['unfinished-transfer', 75],
    ['EADDRINUSE', 75],
    ['access-denied', 77],
    ['invalid-rules', 78],
    ['master-key-exposed', 78],
  ])('that cannot start for %s says why, without a stack, and ends with %d', async (code, exitCode) => {
    const failed = await run([], () => Promise.reject(Object.assign(new Error('So it is.'), { code })));
    expect(failed).toEqual({ code: exitCode, out: '', err: 'So it is.\n' });
  });

  it('ends with the code that a reason not to start brings', async () => {
    const error = new ConfigurationError([{ setting: 'PORT', problem: 'must be a number' }]);
    const failed = await run([], () => Promise.reject(error));
    expect(failed).toEqual({ code: error.exitCode, out: '', err: `${error.message}\n` });
  });

  it.each([
    ['a mistake of ours with its stack', new TypeError('x is undefined'), /^TypeError: x is undefined\n +at /],
    ['what is no error as it is', 'out of order', /^out of order\n$/],
  ])('tells %s, and ends with 1', async (_what, thrown, told) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what others throw
    expect(await run([], () => Promise.reject(thrown))).toEqual({ code: 1, out: '', err: expect.stringMatching(told) });
  });

  it('that is stopped while it starts ends in order, and calls that no failure', async () => {
    const undone: string[] = [];
    const stopped = await run([], async (shutdown) => {
      shutdown.step('files', () => undone.push('files'));
      await shutdown.begin('SIGTERM');
      throw new Error('interrupted');
    });
    expect(stopped).toEqual({ code: 0, out: '', err: '' });
    expect(undone).toEqual(['files']);
  });
});
