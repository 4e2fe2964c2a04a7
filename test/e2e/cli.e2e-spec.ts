import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { dumpEdition, headOf } from './crash-evidence.js';
import { REPOSITORY, runCli, startCli, startServer, temporaryFolder, type TestServer } from './server.js';

// Published data, too large to keep here: where it is missing, the test of it is skipped.
const EXAMPLE_DATA = process.env['EXAMPLE_DATA'] ?? resolve(REPOSITORY, '../shared/data');
const itWithData = existsSync(EXAMPLE_DATA) ? it : it.skip;
/** Touchpoints of the file that is interrupted and cut: more than one go. */
const MANY = 3000;
/** Touchpoints of the files that need not be long. */
const FEW = 500;

describe('The command line tool', () => {
  // Every call starts a process with its threads, and the machine may be busy.
  jest.setTimeout(180_000);
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  const environment = { XDG_STATE_HOME: at('state') };
  const touchpoints = at('demo', 'touchpoints.ndjson');
  const cli = (...args: string[]): ReturnType<typeof runCli> => runCli(args, environment);

  beforeAll(async () => {
    const { code, output } = await cli('demo', '--out', at('demo'), '--touchpoints', String(MANY), '--people', '300');
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

  describe('on one data folder', () => {
    const data = at('data');
    const few = at('few.ndjson');
    beforeAll(() => writeFileSync(few, lines(touchpoints).slice(0, FEW).join('\n')));

    itWithData('imports an example into a new folder', async () => {
      const file = join(EXAMPLE_DATA, 'senzing-truthset', 'customers.csv');
      const mapping = join(REPOSITORY, 'examples', 'senzing-truthset', 'customers.yaml');
      const { code, output } = await cli('import', file, '--mapping', mapping, '--data', data);
      expect([code, output]).toEqual([0, expect.stringMatching(/accepted {5}120\n[^]*The views are up to date/)]);
    });

    it('records a file once, however often it is imported', async () => {
      const before = headOf(data);
      const first = await cli('import', few, '--data', data);
      expect([first.code, first.output]).toEqual([0, expect.stringMatching(new RegExp(`accepted +${FEW}\n`))]);
      expect(await cli('import', few, '--data', data)).toMatchObject({
        code: 0,
        output: expect.stringMatching(new RegExp(`accepted {5}0\nduplicate {4}${FEW} `)),
      });
      expect(headOf(data)).toBe(before + FEW);
      expect(readdirSync(join(data, 'imports'))).toEqual([]);
    });

    it('puts what cannot be recorded into quarantine, with its reason, and records the rest', async () => {
      const file = at('flawed.ndjson');
      writeFileSync(
        file,
        lines(touchpoints)
          .slice(FEW, FEW + 50)
          .join('\n'),
      );
      appendFileSync(file, '\n{"source":"shop"}\nnot json');
      const { code, output } = await cli('import', file, '--data', data);
      expect([code, output]).toEqual([3, expect.stringContaining('accepted     50\nduplicate    0\nquarantined  2\n')]);
    });

    /** Runs a command of the views and answers which editions serve afterwards. */
    const servingAfter = async (args: string[], env = {}): Promise<unknown> => {
      const { output } = await runCli(['views', ...args, '--json', '--data', data], { ...environment, ...env });
      const { sets } = JSON.parse(output.slice(output.indexOf('{'))) as {
        sets: { set: string; serving: { edition: number; lag: string } }[];
      };
      return Object.fromEntries(sets.map(({ set, serving: { edition, lag } }) => [set, `${edition}, ${lag} behind`]));
    };

    it('builds views anew where nobody uses it', async () => {
      expect(await servingAfter(['status'])).toMatchObject({ recognition: '1, 0 behind', customers: '1, 0 behind' });
      expect(await cli('views', 'promote', 'customers', '--data', data)).toMatchObject({
        code: 1,
        output: expect.stringContaining('touchstone views rebuild customers'),
      });
      expect(await cli('views', 'rebuild', 'nothing', '--data', data)).toMatchObject({
        code: 2,
        output: expect.stringMatching(/recognition, .*customers, or all/),
      });
      expect(await servingAfter(['rebuild', 'all', '--promote'])).toMatchObject({
        recognition: '2, 0 behind',
        customers: '2, 0 behind',
      });
      const built = await cli('views', 'rebuild', 'customers', '--data', data);
      expect([built.code, built.output]).toEqual([0, expect.stringMatching(/customers +edition 2 .* edition 3, caught up/)]);
      expect(await servingAfter(['promote', 'customers'])).toMatchObject({
        recognition: '2, 0 behind',
        customers: '3, 0 behind',
      });
    });

    describe('while a server uses it', () => {
      let server: TestServer;
      let overHttp: Record<string, string>;
      beforeAll(async () => {
        server = await startServer(data);
        overHttp = { ...environment, TOUCHSTONE_TOKEN: server.token, PORT: new URL(server.url).port };
      });
      afterAll(() => server.stop());

      itWithData('the customers that were imported are found', async () => {
        const { body } = await server.call<{ customers: { name: string }[] }>('GET', '/customers?q=702-919-1300');
        expect(body.customers.map(({ name }) => name)).toContainEqual(expect.stringMatching(/Smith/));
      });

      it('what was put into quarantine is there', async () => {
        expect((await server.call('GET', '/quarantine')).body).toMatchObject({ total: 2 });
      });

      it('records over HTTP, and what was recorded before is known', async () => {
        const before = headOf(data);
        const { code, output } = await runCli(['import', few, '--data', data], overHttp);
        expect([code, output]).toEqual([
          0,
          expect.stringContaining(`A server uses the data folder ${data}: recording over HTTP at ${server.url}.`),
        ]);
        expect(output).toMatch(new RegExp(`accepted {5}0\nduplicate {4}${FEW} `));
        expect(headOf(data)).toBe(before);
        expect(readdirSync(join(data, 'imports'))).toEqual([]);
      });

      it('says so where the server is not to be found', async () => {
        const { code, output } = await runCli(['import', few, '--data', data], { ...overHttp, PORT: '9' });
        expect([code, output]).toEqual([1, expect.stringContaining('no server answers at http://127.0.0.1:9')]);
      });

      it('builds views anew through it, and it reads from the new ones at once', async () => {
        const rebuilt = await runCli(['views', 'rebuild', 'all', '--promote', '--data', data], overHttp);
        expect([rebuilt.code, rebuilt.output]).toEqual([0, expect.stringContaining('working through it')]);
        expect(await servingAfter(['status'], overHttp)).toMatchObject({ recognition: '3, 0 behind', customers: '4, 0 behind' });
        const refused = await runCli(['views', 'status', '--url', server.url], {
          ...environment,
          TOUCHSTONE_TOKEN: 'not-the-token-of-this-server',
        });
        expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('does not accept the token')]);
        expect((await server.call('GET', '/customers?q=an')).status).toBe(200);
      });
    });
  });

  it('stops on Ctrl-C with what is under way recorded, and goes on there', async () => {
    const data = at('interrupted');
    // Long enough that it is not at its end before anybody can stop it.
    const long = at('long', 'touchpoints.ndjson');
    await cli('demo', '--out', at('long'), '--touchpoints', '15000', '--people', '1000');
    const running = startCli(['import', long, '--data', data], environment);
    while (headOf(data) === 0 && running.process.exitCode === null) await sleep(5);
    running.process.kill('SIGINT');
    const { code, output } = await running.ended;
    expect([code, output]).toEqual([130, expect.stringContaining('Finishing what is under way')]);
    const done = Number(/Stopped after (\d+) touchpoints/.exec(output)?.[1]);
    expect(done).toBe(headOf(data));
    expect(done).toBeLessThan(lines(long).length);
    const again = await cli('import', long, '--data', data);
    expect([again.code, again.output]).toEqual([0, expect.stringContaining('The views are up to date')]);
    expect(again.output).toContain(`Going on after ${done} touchpoints`);
    expect(again.output).toContain(`accepted     ${lines(long).length}\nduplicate    0\n`);
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
    const whole = gzipSync(readFileSync(touchpoints));
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
      expect.stringContaining(`accepted     ${MANY - kept}\nduplicate    ${kept} `),
    ]);
  });
});

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}
