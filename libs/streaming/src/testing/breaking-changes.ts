import type { TopicContract } from '#slice';

/** The parts of a contract that subscribers rely on, as stored for the last release. */
export interface ReleasedTopic {
  readonly topic: string;
  readonly key: string;
  readonly publishes: TopicContract['publishes'];
  readonly sequenced: boolean;
  readonly partitions: number;
  readonly cleanupPolicy: string;
  readonly types: readonly string[];
  readonly value: Schema;
}

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly const?: string | number | boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
}

export function releasedForm({ name, key, publishes, sequenced, settings, types, value }: TopicContract): ReleasedTopic {
  const { partitions, cleanupPolicy } = settings;
  return { topic: name, key, publishes, sequenced, partitions, cleanupPolicy, types, value: value as Schema };
}

/** The changes from `released` to `now` that break a subscriber; empty where it only grew. */
export function breakingChanges(released: ReleasedTopic, now: ReleasedTopic): string[] {
  const changes: string[] = [];
  for (const field of ['key', 'publishes', 'partitions', 'cleanupPolicy'] as const)
    if (released[field] !== now[field]) changes.push(`${field} was ${released[field]} and is ${now[field]}`);
  if (released.sequenced && !now.sequenced) changes.push('ce_sequence is gone');
  for (const type of released.types) if (!now.types.includes(type)) changes.push(`type ${type} is gone`);
  return [...changes, ...schemaChanges('value', released.value, now.value)];
}

function schemaChanges(path: string, released: Schema, now: Schema): string[] {
  const changes: string[] = [];
  if (released.type !== now.type) changes.push(`${path} was ${released.type ?? 'anything'} and is ${now.type ?? 'anything'}`);
  for (const keyword of ['format', 'const'] as const)
    if (released[keyword] !== undefined && released[keyword] !== now[keyword])
      changes.push(`${path} had ${keyword} ${String(released[keyword])} and has ${String(now[keyword] ?? 'none')}`);
  for (const field of now.required ?? [])
    if (!released.required?.includes(field) && released.properties?.[field]) changes.push(`${path}.${field} became required`);
  for (const field of released.required ?? [])
    if (!now.required?.includes(field)) changes.push(`${path}.${field} is no longer required`);
  for (const [field, schema] of Object.entries(released.properties ?? {})) {
    const other = now.properties?.[field];
    if (other) changes.push(...schemaChanges(`${path}.${field}`, schema, other));
    else changes.push(`${path}.${field} is gone`);
  }
  for (const value of now.enum ?? []) if (!released.enum?.includes(value)) changes.push(`${path} can be ${String(value)} now`);
  if (released.enum && !now.enum) changes.push(`${path} can be anything now`);
  if (released.items) changes.push(...schemaChanges(`${path}[]`, released.items, now.items ?? {}));
  return changes;
}
