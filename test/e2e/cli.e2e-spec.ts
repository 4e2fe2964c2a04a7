import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { dumpEdition, headOf } from './crash-evidence.js';
import { REPOSITORY, runCli, startCli, startServer, temporaryFolder, type TestServer } from './server.js';

// Published data, too large to keep here: where it is missing, the test of it is skipped.
const EXAMPLE_DATA = process.env['EXAMPLE_DATA'] ?? resolve(REPOSITORY, '../shared/data');
const itWithData = existsSync(EXAMPLE_DATA) ? it : it.skip;

describe('The command line tool', () => {
  // Every call starts a process with its threads, and the machine may be busy.
  jest.setTimeout(180_000);
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  const environment = { XDG_STATE_HOME: at('state') };
  const touchpoints = at('demo', 'touchpoints.ndjson');
  const cli = (...args: string[]): ReturnType<typeof runCli> => runCli(args, environment);

  beforeAll(async () => {
    const { code, output } = await cli('demo', '--out', at('demo'), '--touchpoints', '4000', '--people', '300');
    expect([code, output]).toEqual([0, expect.stringContaining(`touchstone import ${touchpoints}`)]);
  });
  afterAll(() => folder.remove());

  it.each([
    [[], ['import', 'views', 'demo']],
    [['import'], ['--mapping', '--data', '--url', '--dry-run', 'Exit codes:']],
    [['views'], ['status', 'rebuild', 'promote', 'Exit codes:']],
    [
      ['views', 'rebuild'],
      ['--promote', '--json'],
    ],
    [['demo'], ['--out', '--seed']],
  ])('explains itself: touchstone %j --help', async (args, named) => {
    const { code, output } = await cli(...args, '--help');
    expect(code).toBe(0);
    for (const name of named) expect(output).toContain(name);
  });

  it.each([
    ['an unknown command', ['inport', 'x'], 2, 'unknown command'],
    ['an unknown option', ['import', 'x.ndjson', '--maping', 'y'], 2, 'Did you mean --mapping?'],
    ['no file', ['import'], 2, "missing required argument 'file'"],
    ['a file that is not there', ['import', 'nowhere.ndjson'], 1, 'nowhere.ndjson cannot be read'],
    ['a mapping that is not there', ['import', 'x.csv', '-m', 'nowhere.yaml'], 2, 'nowhere.yaml'],
    ['an address that is none', ['import', 'x.ndjson', '--url', 'localhost'], 2, 'must be an http or https address'],
    ['no data', ['views', 'status'], 1, 'There is no Touchstone data in'],
  ])('refuses %s and says why, without making a data folder', async (_name, args, expected, message) => {
    const { code, output } = await runCli(args, { ...environment, TOUCHSTONE_DATA: at('untouched') });
    expect([code, output]).toEqual([expected, expect.stringContaining(message)]);
    expect(existsSync(at('untouched'))).toBe(false);
  });

  it('refuses settings that the server would refuse', async () => {
    const { code, output } = await runCli(['import', touchpoints, '-d', at('untouched')], {
      ...environment,
      TOUCHSTONE_REGION: 'Britain',
    });
    expect([code, output]).toEqual([2, expect.stringContaining('TOUCHSTONE_REGION')]);
    expect(existsSync(at('untouched'))).toBe(false);
  });

  itWithData('imports an example into a new folder, and a server on it finds the customer', async () => {
    const file = join(EXAMPLE_DATA, 'senzing-truthset', 'customers.csv');
    const mapping = join(REPOSITORY, 'examples', 'senzing-truthset', 'customers.yaml');
    const { code, output } = await cli('import', file, '--mapping', mapping, '--data', at('truthset'));
    expect([code, output]).toEqual([0, expect.stringMatching(/accepted {5}120\n[^]*The views are up to date/)]);
    const server = await startServer(at('truthset'));
    try {
      const { body } = await server.call<{ customers: { name: string }[] }>('GET', '/customers?q=702-919-1300');
      expect(body.customers.map(({ name }) => name)).toContainEqual(expect.stringMatching(/Smith/));
    } finally {
      await server.stop();
    }
  });

  it('records a file once, however often and whichever way it is imported', async () => {
    const data = at('twice');
    const first = await cli('import', touchpoints, '--data', data);
    const recorded = Number(/accepted +(\d+)/.exec(first.output)?.[1]);
    expect([first.code, recorded]).toEqual([0, lines(touchpoints).length]);
    expect(await cli('import', touchpoints, '--data', data)).toMatchObject({
      code: 0,
      output: expect.stringMatching(new RegExp(`accepted {5}0\nduplicate {4}${recorded} `)),
    });
    const server = await startServer(data);
    try {
      const overHttp = await runCli(['import', touchpoints, '--data', data], { ...environment, ...reach(server) });
      expect(overHttp).toEqual({
        code: 0,
        output: expect.stringContaining(`A server uses the data folder ${data}: recording over HTTP at ${server.url}.`),
      });
      expect(overHttp.output).toMatch(new RegExp(`accepted {5}0\nduplicate {4}${recorded} `));
    } finally {
      await server.stop();
    }
    expect(headOf(data)).toBe(recorded);
    expect(readdirSync(join(data, 'imports'))).toEqual([]);
  });

  it('says so when the folder is used by something else than a server', async () => {
    const server = await startServer(at('busy'));
    try {
      const { code, output } = await runCli(['import', touchpoints, '--data', at('busy')], {
        ...environment,
        TOUCHSTONE_TOKEN: server.token,
        PORT: '9',
      });
      expect([code, output]).toEqual([1, expect.stringContaining('no server answers at http://127.0.0.1:9')]);
    } finally {
      await server.stop();
    }
  });

  it('stops on Ctrl-C with what is under way recorded, and goes on there', async () => {
    const data = at('interrupted');
    const running = startCli(['import', touchpoints, '--data', data], environment);
    while (headOf(data) === 0 && running.process.exitCode === null) await sleep(5);
    running.process.kill('SIGINT');
    const { code, output } = await running.ended;
    expect([code, output]).toEqual([130, expect.stringContaining('Finishing what is under way')]);
    const done = Number(/Stopped after (\d+) touchpoints/.exec(output)?.[1]);
    expect(done).toBe(headOf(data));
    expect(done).toBeLessThan(lines(touchpoints).length);
    const again = await cli('import', touchpoints, '--data', data);
    expect([again.code, again.output]).toEqual([0, expect.stringContaining('The views are up to date')]);
    expect(again.output).toContain(`Going on after ${done} touchpoints`);
    expect(again.output).toContain(`accepted     ${lines(touchpoints).length}\nduplicate    0\n`);
  });

  it('leaves a new edition of the views unfinished on Ctrl-C, and goes on there', async () => {
    const data = at('interrupted');
    const running = startCli(['views', 'rebuild', 'recognition', '--data', data], environment);
    while (!existsSync(join(data, 'views', 'recognition-2.db')) && running.process.exitCode === null) await sleep(5);
    running.process.kill('SIGINT');
    expect(await running.ended).toEqual({
      code: 130,
      output: expect.stringMatching(/Run the same command again[^]*recognition +edition 1 .* edition 2, \d+%, unfinished/),
    });
    // The batch in hand is finished: where that was the last one, there is nothing to go on with.
    const [{ position }] = dumpEdition(data, 'recognition', 2)['edition'] as [{ position: number }];
    const isComplete = position === headOf(data);
    const again = await cli('views', 'rebuild', 'recognition', '--promote', '--data', data);
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/recognition +edition 2 .* -$/m)]);
    expect(again.output.includes('Going on with edition 2')).toBe(!isComplete);
  });

  it('keeps what came before the cut of a file that was cut off', async () => {
    const data = at('cut');
    const whole = gzipSync(lines(touchpoints).slice(0, 3000).join('\n'));
    writeFileSync(at('cut.ndjson.gz'), whole.subarray(0, whole.length / 2));
    const { code, output } = await cli('import', at('cut.ndjson.gz'), '--data', data);
    expect([code, output]).toEqual([1, expect.stringContaining('cut.ndjson.gz cannot be read to its end')]);
    const kept = headOf(data);
    expect(kept).toBeGreaterThan(0);
    expect(output).toContain(`${kept} touchpoints are recorded`);
    writeFileSync(at('cut.ndjson.gz'), whole);
    const again = await cli('import', at('cut.ndjson.gz'), '--data', data);
    expect([again.code, again.output]).toEqual([
      0,
      expect.stringContaining(`accepted     ${3000 - kept}\nduplicate    ${kept} `),
    ]);
  });

  it('puts what cannot be recorded into quarantine, with its reason, and records the rest', async () => {
    const file = at('flawed.ndjson');
    writeFileSync(file, lines(touchpoints).slice(0, 50).join('\n'));
    appendFileSync(file, '\n{"source":"shop"}\nnot json');
    const { code, output } = await cli('import', file, '--data', at('flawed'));
    expect([code, output]).toEqual([3, expect.stringContaining('accepted     50\nduplicate    0\nquarantined  2\n')]);
    const server = await startServer(at('flawed'));
    try {
      expect((await server.call('GET', '/quarantine')).body).toMatchObject({ total: 2 });
    } finally {
      await server.stop();
    }
  });

  describe('builds views anew', () => {
    const data = at('views');
    const serving = async (env = {}): Promise<unknown> => {
      const { output } = await runCli(['views', 'status', '--json', '--data', data], { ...environment, ...env });
      const { sets } = JSON.parse(output.slice(output.indexOf('{'))) as {
        sets: { set: string; serving: { edition: number; lag: string } }[];
      };
      return Object.fromEntries(sets.map(({ set, serving: { edition, lag } }) => [set, `${edition}, ${lag} behind`]));
    };
    beforeAll(async () => {
      writeFileSync(at('few.ndjson'), lines(touchpoints).slice(0, 500).join('\n'));
      await cli('import', at('few.ndjson'), '--data', data);
    });

    it('in a folder that nobody uses', async () => {
      expect(await serving()).toEqual({ recognition: '1, 0 behind', customers: '1, 0 behind' });
      expect(await cli('views', 'promote', 'customers', '--data', data)).toMatchObject({
        code: 1,
        output: expect.stringContaining('touchstone views rebuild customers'),
      });
      expect(await cli('views', 'rebuild', 'nothing', '--data', data)).toMatchObject({
        code: 2,
        output: expect.stringContaining('recognition, customers, or all'),
      });
      expect((await cli('views', 'rebuild', 'all', '--promote', '--data', data)).code).toBe(0);
      expect(await serving()).toEqual({ recognition: '2, 0 behind', customers: '2, 0 behind' });
      const built = await cli('views', 'rebuild', 'customers', '--data', data);
      expect([built.code, built.output]).toEqual([0, expect.stringMatching(/customers +edition 2 .* edition 3, caught up/)]);
      expect((await cli('views', 'promote', 'customers', '--data', data)).code).toBe(0);
      expect(await serving()).toEqual({ recognition: '2, 0 behind', customers: '3, 0 behind' });
    });

    it('through the server that uses it, which reads from the new ones at once', async () => {
      const server = await startServer(data);
      try {
        const overHttp = { ...environment, ...reach(server) };
        const rebuilt = await runCli(['views', 'rebuild', 'all', '--promote', '--data', data], overHttp);
        expect([rebuilt.code, rebuilt.output]).toEqual([0, expect.stringContaining('working through it')]);
        expect(await serving(overHttp)).toEqual({ recognition: '3, 0 behind', customers: '4, 0 behind' });
        const refused = await runCli(['views', 'status', '--url', server.url], {
          ...environment,
          TOUCHSTONE_TOKEN: 'not-the-token-of-this-server',
        });
        expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('does not accept the token')]);
        expect((await server.call('GET', '/customers?q=an')).status).toBe(200);
      } finally {
        await server.stop();
      }
    });
  });
});

/** What the tool needs to reach a server that was started on any free port. */
function reach(server: TestServer): Record<string, string> {
  return { TOUCHSTONE_TOKEN: server.token, PORT: new URL(server.url).port };
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}
