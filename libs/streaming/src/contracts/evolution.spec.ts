import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges, type ReleasedTopic, releasedForm } from '../testing/breaking-changes.js';
import { IDENTITY } from './identity-topic.js';
import { PUBLISHED_TOPICS } from './published-topics.js';
import { TOUCHPOINTS } from './touchpoints-topic.js';
import type { TopicContract, ValueSchema } from './topic-contract.js';

const fileOf = (topic: string): string => join(__dirname, '../released', `${topic}.json`);

// At a release: RELEASE_TOPICS=1 npx jest libs/streaming/src/contracts/evolution
if (process.env.RELEASE_TOPICS)
  for (const contract of PUBLISHED_TOPICS)
    writeFileSync(fileOf(contract.name), `${JSON.stringify(releasedForm(contract), null, 2)}\n`);

function changed(change: (value: ValueSchema) => Partial<ValueSchema>): TopicContract {
  return { ...TOUCHPOINTS, value: { ...TOUCHPOINTS.value, ...change(TOUCHPOINTS.value) } };
}

const changesOf = (contract: TopicContract): string[] => breakingChanges(releasedForm(TOUCHPOINTS), releasedForm(contract));

describe('Released topics', () => {
  it.each(PUBLISHED_TOPICS.map((contract) => [contract.name, contract] as const))(
    '%s only grew since its release',
    (name, contract) => {
      expect(existsSync(fileOf(name))).toBe(true);
      const released = JSON.parse(readFileSync(fileOf(name), 'utf8')) as ReleasedTopic;
      expect(breakingChanges(released, releasedForm(contract))).toEqual([]);
    },
  );

  it('may get optional fields', () => {
    expect(changesOf(changed(({ properties }) => ({ properties: { ...properties, mood: { type: 'string' } } })))).toEqual([]);
  });

  it('must keep their fields, with their types, required or not', () => {
    const without = changed(({ properties: { source: _gone, ...properties } }) => ({ properties }));
    expect(changesOf(without)).toEqual(['value.source is gone']);
    const retyped = changed(({ properties }) => ({ properties: { ...properties, source: { type: 'integer' } } }));
    expect(changesOf(retyped)).toEqual(['value.source was string and is integer']);
    expect(changesOf(changed(({ required }) => ({ required: [...required, 'outcome'] })))).toEqual([
      'value.outcome became required',
    ]);
    expect(changesOf(changed(({ required }) => ({ required: required.slice(1) })))).toEqual([
      'value.touchpoint is no longer required',
    ]);
    const inside = changed(({ properties }) => ({
      properties: { ...properties, parties: { type: 'array', items: { type: 'object', required: [], properties: {} } } },
    }));
    expect(changesOf(inside)).toContain('value.parties[].hub is gone');
  });

  it('must keep what their values look like', () => {
    const like = (schema: object): TopicContract =>
      changed(({ properties }) => ({ properties: { ...properties, source: schema } }));
    const changesBetween = (released: object, now: object): string[] =>
      breakingChanges(releasedForm(like(released)), releasedForm(like(now)));
    const text = { type: 'string' };
    expect(changesBetween({ ...text, format: 'uuid' }, text)).toEqual(['value.source had format uuid and has none']);
    expect(changesBetween({ ...text, format: 'date-time' }, { ...text, format: 'date' })).toHaveLength(1);
    expect(changesBetween({ const: 'crm' }, { const: 'erp' })).toEqual(['value.source had const crm and has erp']);
    expect(changesBetween({ ...text, enum: ['a'] }, text)).toEqual(['value.source can be anything now']);
    expect(changesBetween(text, { ...text, format: 'uuid' })).toEqual([]);
  });

  it('must keep telling what came later', () => {
    const unordered = releasedForm({ ...IDENTITY, sequenced: false });
    expect(breakingChanges(releasedForm(IDENTITY), unordered)).toEqual(['ce_sequence is gone']);
    expect(breakingChanges(unordered, releasedForm(IDENTITY))).toEqual([]);
  });

  it('must keep their partitions: keys would move', () => {
    const { settings } = TOUCHPOINTS;
    expect(changesOf({ ...TOUCHPOINTS, settings: { ...settings, partitions: 24 } })).toEqual(['partitions was 12 and is 24']);
  });
});
