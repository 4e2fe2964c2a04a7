import { Command, InvalidArgumentError } from 'commander';
import type { ReplayableTopic } from '#distributed';
import { asPosition, type Position, START } from '#events';
import { timeLeft } from '#cli';
import { writeMessage } from '#text';
import { inWords, publishedTopics, readingTheLedger, replayable, topicToReplay } from './replayable-topics.js';

interface Options {
  readonly topic?: string;
  readonly from?: Position;
  readonly id: string;
}

const TELL_EVERY_MS = 2000;

function help(): string {
  const topics = replayable(publishedTopics());
  return `
Topics that can be published again; the first one is where none is named:
${topics.map(described).join('\n')}

The messages go to a topic of their own, <topic>.replay-<id>; who subscribes to the topic itself hears nothing of it. Stopped
or killed and run again with the same --id, it goes on where it was, and each message is there once for read-committed consumers.
What changes meanwhile is in the topic itself: read the replay to its end, then the topic.

The servers are named by POSTGRES_URL and KAFKA_BROKERS, for ${inWords(readingTheLedger(topics))} also EVENTSTOREDB_URL, as for
the services.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage or settings, 130 stopped by Ctrl-C.`;
}

function described({ contract, replay: { summary, note } }: ReplayableTopic): string {
  return [`  ${contract.name}`, `    ${summary}`, ...(note === undefined ? [] : [`    ${note}`])].join('\n');
}

/** `touchstone relay` */
export function relayCommand(environment: NodeJS.ProcessEnv): Command {
  const relay = new Command('relay').description('tell subscribers on Kafka again what was told before');
  relay
    .command('replay')
    .description('publish what a topic tells once more, to a topic of its own')
    .addHelpText('after', help)
    .option('--topic <topic>', 'the topic whose messages are published again')
    .option('--from <position>', 'where the ledger is read: begin after this position of it', position)
    .requiredOption('--id <id>', 'a name for this replay: small letters, digits and dashes, such as 2026-11-crm')
    .action(async (options: Options) => {
      process.exitCode = await replay(options, environment);
    });
  return relay;
}

async function replay({ topic: name, from, id }: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  // Loaded when they are needed: clients of three servers weigh half a second.
  const { runReplay, serversOfReplay, serverSettings } = await import('#distributed');
  const { DEFINITION_SETTINGS, readDefinitions } = await import('#features');
  await import('reflect-metadata');
  const { loadConfiguration } = await import('#platform');
  const { files } = loadConfiguration(environment, { files: DEFINITION_SETTINGS });
  const topic = topicToReplay(publishedTopics(readDefinitions({ files })), name, from !== undefined);
  const { counts } = topic.replay;
  const settings = serverSettings(environment, serversOfReplay(topic));
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  const begun = Date.now();
  let told = begun;
  let first: bigint | undefined;
  const tell = (text: string): void => writeMessage(process.stderr, `${text}\n`);
  try {
    const done = await runReplay({
      settings,
      topic,
      from: from ?? START,
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
        tell(`${published} messages, at ${counts} ${upTo} of ${end}, ${left}`);
      },
    });
    if (stopping.signal.aborted) {
      tell(`Stopped at ${counts} ${done.upTo} of ${done.end}. Run it again with --id ${id} to go on.`);
      return 130;
    }
    writeMessage(process.stdout, `${done.published} messages are in ${done.topic}, up to ${counts} ${done.upTo}.\n`);
    return 0;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function position(text: string): Position {
  if (!/^\d{1,16}$/.test(text)) throw new InvalidArgumentError('must be a position: a whole number from 0');
  return asPosition(Number(text));
}
