import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { asPosition, type Position, START } from '#events';
import type { Needed, ReplayRequest } from '#distributed';
import { CommandError } from '#cli';
import { timeLeft } from '#cli';

interface Options {
  readonly topic: string;
  readonly from?: Position;
  readonly id: string;
}

const TOUCHPOINTS = 'touchstone.touchpoints.v1';
const CUSTOMERS = 'touchstone.customers.v1';
const TELL_EVERY_MS = 2000;

const HELP = `
  ${TOUCHPOINTS}  every touchpoint of the ledger, with its customers as recognised now
  ${CUSTOMERS}    the present state of every customer, with its identifiers and former ids

The messages go to a topic of their own, <topic>.replay-<id>; who subscribes to the topic itself hears nothing of it. Stopped
or killed and run again with the same --id, it goes on where it was, and each message is there once for read-committed consumers.
What changes meanwhile is in the topic itself: read the replay to its end, then the topic. Of two states of a customer the one
with the greater position holds; a null in the topic is newer than any state of the replay.

The servers are named by POSTGRES_URL and KAFKA_BROKERS, for touchpoints also EVENTSTOREDB_URL, as for the services.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage or settings, 130 stopped by Ctrl-C.`;

/** `touchstone relay` */
export function relayCommand(environment: NodeJS.ProcessEnv): Command {
  const relay = new Command('relay').description('tell subscribers on Kafka again what was told before');
  relay
    .command('replay')
    .description('publish touchpoints or the states of customers once more, to a topic of their own')
    .addHelpText('after', HELP)
    .option('--topic <topic>', 'the topic whose messages are published again', TOUCHPOINTS)
    .option('--from <position>', 'touchpoints: begin after this position of the ledger', position)
    .requiredOption('--id <id>', 'a name for this replay: small letters, digits and dashes, such as 2026-11-crm')
    .action(async (options: Options) => {
      process.exitCode = await replay(options, environment);
    });
  return relay;
}

async function replay({ topic, from, id }: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  refuseWhatIsNotKept(topic, from);
  // Loaded on demand, because the clients of three servers take half a second to load.
  const { replayCustomers, replayTouchpoints, serverSettings } = await import('#distributed');
  const { DEFAULT_RULES_YAML, parseRules } = await import('#recognition');
  const ofCustomers = topic === CUSTOMERS;
  const servers: readonly Needed[] = ['POSTGRES_URL', 'KAFKA_BROKERS'];
  const settings = serverSettings(environment, ofCustomers ? servers : ['EVENTSTOREDB_URL', ...servers]);
  const place = ofCustomers ? 'customer' : 'position';
  const rules = environment['TOUCHSTONE_RULES']?.trim();
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  const begun = Date.now();
  let told = begun;
  let first: bigint | undefined;
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const request: ReplayRequest = {
      settings,
      rules: parseRules(rules ? readFileSync(rules, 'utf8') : DEFAULT_RULES_YAML),
      id,
      source: environment['TOUCHSTONE_PUBLIC_URL']?.trim() || 'urn:touchstone',
      signal: stopping.signal,
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: ({ code }: { code?: string }, text) => tell(code ? `${text}: ${code}` : text),
      },
      onProgress: ({ published, upTo, end }) => {
        first ??= upTo;
        if (Date.now() - told < TELL_EVERY_MS) return;
        told = Date.now();
        const left = timeLeft(Number(upTo - first), Number(end - upTo), told - begun);
        tell(`${published} messages, at ${place} ${upTo} of ${end}, ${left}`);
      },
    };
    const done = ofCustomers ? await replayCustomers(request) : await replayTouchpoints({ ...request, from: from ?? START });
    if (stopping.signal.aborted) {
      tell(`Stopped at ${place} ${done.upTo} of ${done.end}. Run it again with --id ${id} to go on.`);
      return 130;
    }
    process.stdout.write(`${done.published} messages are in ${done.topic}, up to ${place} ${done.upTo}.\n`);
    return 0;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function refuseWhatIsNotKept(topic: string, from: Position | undefined): void {
  if (topic !== TOUCHPOINTS && topic !== CUSTOMERS)
    throw new CommandError(
      'wrong-usage',
      `Only ${TOUCHPOINTS} and ${CUSTOMERS} can be published again. Who belongs to whom now is in the states of customers: each names all its identifiers (handles) and its former ids (aliases).`,
    );
  if (topic === CUSTOMERS && from !== undefined)
    throw new CommandError(
      'wrong-usage',
      `--from is for ${TOUCHPOINTS}. Of ${CUSTOMERS} the present state of every customer is published.`,
    );
}

function position(text: string): Position {
  if (!/^\d{1,16}$/.test(text)) throw new InvalidArgumentError('must be a position: a whole number from 0');
  return asPosition(Number(text));
}
