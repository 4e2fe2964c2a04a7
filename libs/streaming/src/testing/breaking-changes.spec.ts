import type { TopicContract, ValueSchema } from '#slice';
import { breakingChanges, releasedForm } from './breaking-changes.js';
import { testTopics } from './test-topics.js';

const { changes: CHANGES } = testTopics();
const text = { type: 'string' };
const RELEASED: TopicContract = {
  ...CHANGES,
  value: {
    ...CHANGES.value,
    required: ['touchpoint', 'source', 'parties'],
    properties: {
      touchpoint: text,
      source: text,
      outcome: text,
      parties: { type: 'array', items: { type: 'object', required: ['hub'], properties: { hub: text } } },
    },
  },
};

function changed(change: (value: ValueSchema) => Partial<ValueSchema>): TopicContract {
  return { ...RELEASED, value: { ...RELEASED.value, ...change(RELEASED.value) } };
}

const changesOf = (contract: TopicContract): string[] => breakingChanges(releasedForm(RELEASED), releasedForm(contract));

describe('Released topics', () => {
  it('may get optional fields', () => {
    expect(changesOf(changed(({ properties }) => ({ properties: { ...properties, mood: text } })))).toEqual([]);
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
    expect(changesBetween({ ...text, format: 'uuid' }, text)).toEqual(['value.source had format uuid and has none']);
    expect(changesBetween({ ...text, format: 'date-time' }, { ...text, format: 'date' })).toHaveLength(1);
    expect(changesBetween({ const: 'crm' }, { const: 'erp' })).toEqual(['value.source had const crm and has erp']);
    expect(changesBetween({ ...text, enum: ['a'] }, text)).toEqual(['value.source can be anything now']);
    expect(changesBetween(text, { ...text, format: 'uuid' })).toEqual([]);
  });

  it('must keep telling what came later', () => {
    const unordered = releasedForm({ ...RELEASED, sequenced: false });
    expect(breakingChanges(releasedForm(RELEASED), unordered)).toEqual(['ce_sequence is gone']);
    expect(breakingChanges(unordered, releasedForm(RELEASED))).toEqual([]);
  });

  it('must keep their partitions: keys would move', () => {
    const { settings } = RELEASED;
    expect(changesOf({ ...RELEASED, settings: { ...settings, partitions: 24 } })).toEqual(['partitions was 4 and is 24']);
  });
});
