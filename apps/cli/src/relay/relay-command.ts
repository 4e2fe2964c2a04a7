import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { asPosition, type Position, START } from '#events';
import { CommandError } from '../command-error.js';
import { timeLeft } from '../time-left.js';

interface Options {
  readonly topic: string;
  readonly from?: Position;
  readonly id: string;
}

/** What can be told again from the ledger alone. */
const REPLAYABLE = 'touchstone.touchpoints.v1';
const TELL_EVERY_MS = 2000;

const HELP = `
The messages go to a topic of their own, <topic>.replay-<id>, with the customers as recognised now; who subscribes to the
topic itself hears nothing of it. Stopped or killed and run again with the same --id, it goes on where it was, and each
message is there once for read-committed consumers.

The servers are named by EVENTSTOREDB_URL, POSTGRES_URL and KAFKA_BROKERS, as for the services.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage or settings, 130 stopped by Ctrl-C.`;

/** `touchstone relay` */
export function relayCommand(environment: NodeJS.ProcessEnv): Command {
  const relay = new Command('relay').description('tell subscribers on Kafka again what was told before');
  relay
    .command('replay')
    .description('publish the touchpoints of the ledger once more, to a topic of their own')
    .addHelpText('after', HELP)
    .option('--topic <topic>', 'the topic whose messages are published again', REPLAYABLE)
    .option('--from <position>', 'begin after this position of the ledger', position)
    .requiredOption('--id <id>', 'a name for this replay: small letters, digits and dashes, such as 2026-11-crm')
    .action(async (options: Options) => {
      process.exitCode = await replay(options, environment);
    });
  return relay;
}

async function replay({ topic, from = START, id }: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  if (topic !== REPLAYABLE)
    throw new CommandError(
      'wrong-usage',
      `Only ${REPLAYABLE} can be published again. The newest state of every customer is in touchstone.customers.v1 anyway; who belongs to whom now is in the replayed touchpoints.`,
    );
  // Loaded when they are needed: clients of three servers weigh half a second.
  const { replayTouchpoints, serverSettings } = await import('#distributed');
  const { DEFAULT_RULES_YAML, parseRules } = await import('#recognition');
  const settings = serverSettings(environment, ['EVENTSTOREDB_URL', 'POSTGRES_URL', 'KAFKA_BROKERS']);
  const rules = environment['TOUCHSTONE_RULES']?.trim();
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  const begun = Date.now();
  let told = begun;
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const done = await replayTouchpoints({
      settings,
      rules: parseRules(rules ? readFileSync(rules, 'utf8') : DEFAULT_RULES_YAML),
      id,
      from,
      source: environment['TOUCHSTONE_PUBLIC_URL']?.trim() || 'urn:touchstone',
      signal: stopping.signal,
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: ({ code }: { code?: string }, text) => tell(code ? `${text}: ${code}` : text),
      },
      onProgress: ({ published, upTo, end }) => {
        if (Date.now() - told < TELL_EVERY_MS) return;
        told = Date.now();
        const left = timeLeft(Number(upTo - from), Number(end - upTo), told - begun);
        tell(`${published} messages, at position ${upTo} of ${end}, ${left}`);
      },
    });
    if (stopping.signal.aborted) {
      tell(`Stopped at position ${done.upTo} of ${done.end}. Run it again with --id ${id} to go on.`);
      return 130;
    }
    process.stdout.write(`${done.published} messages are in ${done.topic}, up to position ${done.end}.\n`);
    return 0;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function position(text: string): Position {
  if (!/^\d{1,16}$/.test(text)) throw new InvalidArgumentError('must be a position: a whole number from 0');
  return asPosition(Number(text));
}
