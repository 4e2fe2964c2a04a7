import type { ReplayableTopic } from '#distributed';
import type { DefinitionTexts } from '#features';
import { allOf, type Topic } from '#slice';
import { CommandError } from '#cli';

/** Loads the slices: only to be called where a replay, or help about it, is asked for. */
export function publishedTopics(texts: DefinitionTexts = {}): readonly Topic[] {
  // Help is written at once, so it cannot wait for an import.
  const { bindFeatures, parseDefinitions } = require('#features') as typeof import('#features');
  return Object.values(allOf(bindFeatures(parseDefinitions(texts), { publishes: true }), 'topics'));
}

/** Those of the topics that can be published again; the first is meant where none is named. */
export function replayable(topics: readonly Topic[]): readonly ReplayableTopic[] {
  return topics.filter((topic): topic is ReplayableTopic => topic.replay !== undefined);
}

/** @throws CommandError `wrong-usage` where this topic cannot be published again, or not from a position of the ledger */
export function topicToReplay(topics: readonly Topic[], name: string | undefined, hasFrom: boolean): ReplayableTopic {
  const all = replayable(topics);
  const topic = name === undefined ? all[0] : all.find(({ contract }) => contract.name === name);
  if (!topic) {
    const instead = topics.find(({ contract }) => contract.name === name)?.insteadOfReplay;
    throw new CommandError(
      'wrong-usage',
      `Only ${inWords(all)} can be published again.${instead === undefined ? '' : ` ${instead}`}`,
    );
  }
  if (hasFrom && !topic.replay.readsLedger)
    throw new CommandError(
      'wrong-usage',
      `--from is for ${inWords(readingTheLedger(all))}. What is published of ${topic.contract.name} is ${topic.replay.summary}.`,
    );
  return topic;
}

export function readingTheLedger(topics: readonly ReplayableTopic[]): readonly ReplayableTopic[] {
  return topics.filter(({ replay }) => replay.readsLedger);
}

export function inWords(topics: readonly ReplayableTopic[]): string {
  const names = topics.map(({ contract }) => contract.name);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');
}
