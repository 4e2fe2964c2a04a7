import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { allOf, type TopicContract } from '#slice';
import { describeTopics } from '#streaming';
import { ajv, breakingChanges, releasedForm, type ReleasedTopic } from '#streaming/testing';
import { bindFeatures } from './bind-features.js';
import { parseDefinitions } from './definitions.js';

const slices = bindFeatures(parseDefinitions(), { publishes: true });
const folderOf = (slice: string): string => join(__dirname, '../..', slice, 'src/topics/released');
const topics = slices.flatMap((slice) =>
  Object.values(slice.topics).map(({ contract }): [string, TopicContract, string] => [
    contract.name,
    contract,
    join(folderOf(slice.name), `${contract.name}.json`),
  ]),
);

/** Writes a topic's released schema where there is none or another; one that says the same stays as it is. */
function release(contract: TopicContract, file: string): void {
  const text = JSON.stringify(releasedForm(contract), null, 2);
  if (existsSync(file) && isDeepStrictEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(text))) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}

// At a release, and for a new topic: RELEASE_TOPICS=1 npx jest libs/features/src/topics
if (process.env.RELEASE_TOPICS) for (const [, contract, file] of topics) release(contract, file);

describe('The topics of the slices', () => {
  it.each(topics)('%s has a sound schema whose required fields exist', (_, { value }) => {
    expect(ajv.validateSchema(value)).toBe(true);
    expect(value.required.filter((field) => !(field in value.properties))).toEqual([]);
  });

  it.each(topics)('%s only grew since its release', (_, contract, file) => {
    expect(existsSync(file)).toBe(true);
    const released = JSON.parse(readFileSync(file, 'utf8')) as ReleasedTopic;
    expect(breakingChanges(released, releasedForm(contract))).toEqual([]);
  });

  it('are still all there that were released', () => {
    const released = slices.flatMap(({ name }) => (existsSync(folderOf(name)) ? readdirSync(folderOf(name)) : []));
    expect(released.length).toBeGreaterThan(0);
    expect(new Set(released)).toEqual(new Set(topics.map(([name]) => `${name}.json`)));
  });

  it('are all in the AsyncAPI document, which names nothing twice', () => {
    const { channels, components } = describeTopics('1.2.3', allOf(slices, 'topics')) as {
      channels: Record<string, { address: string }>;
      components: { schemas: object; messages: object };
    };
    expect(Object.values(channels).map(({ address }) => address)).toEqual(topics.map(([name]) => name));
    expect(Object.keys(components.schemas)).toHaveLength(topics.length);
    expect(Object.keys(components.messages)).toHaveLength(topics.length);
  });

  it('can each be published again, or say where else one finds what they tell', () => {
    for (const { topics: own } of slices)
      for (const { contract, replay, insteadOfReplay } of Object.values(own))
        expect([contract.name, typeof (replay?.summary ?? insteadOfReplay)]).toEqual([contract.name, 'string']);
  });
});
