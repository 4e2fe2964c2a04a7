import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { Command } from 'commander';
import { wholeNumber } from '#cli';
import { writeMessage } from '#text';

interface Options {
  readonly out: string;
  readonly seed: number;
  readonly people: number;
  readonly touchpoints: number;
  readonly until: string;
}

/** `touchstone demo` */
export function demoCommand(): Command {
  return new Command('demo')
    .description('make up the touchpoints of a believable company, and who each party really is')
    .requiredOption('-o, --out <folder>', 'where to put touchpoints.ndjson and truth.ndjson')
    .option('--seed <number>', 'the same seed makes the same files', wholeNumber, 1)
    .option('--people <number>', 'how many people', wholeNumber, 2000)
    .option('--touchpoints <number>', 'about how many touchpoints', wholeNumber, 40_000)
    .option('--until <date>', 'the last day (YYYY-MM-DD); the two years before it are filled', '2026-09-30')
    .action(async ({ out, until, ...options }: Options) => {
      // Loaded on demand, because the library of made-up names takes half a second to load.
      const { generateDemo } = await import('#demo');
      await mkdir(out, { recursive: true });
      const touchpoints = createWriteStream(join(out, 'touchpoints.ndjson'));
      const truth = createWriteStream(join(out, 'truth.ndjson'));
      let count = 0;
      for (const item of generateDemo({ ...options, until })) {
        count++;
        const open = touchpoints.write(`${JSON.stringify(item.touchpoint)}\n`);
        for (const fact of item.truth) truth.write(`${JSON.stringify(fact)}\n`);
        if (!open) await once(touchpoints, 'drain');
      }
      await Promise.all([touchpoints, truth].map((file) => once(file.end(), 'finish')));
      writeMessage(
        process.stdout,
        `${count} touchpoints of ${options.people} people are in ${out}.\nRecord them: touchstone import ${join(out, 'touchpoints.ndjson')}\n`,
      );
    });
}
