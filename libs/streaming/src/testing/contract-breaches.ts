import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import { describeTopics } from '../contracts/describe-topics.js';
import { PUBLISHED_TOPICS } from '../contracts/published-topics.js';
import type { ReadMessage } from './read-topic.js';

/** Checks formats too, those that the contracts use; another one is an error. */
export const ajv = new Ajv2020({
  strict: true,
  allErrors: true,
  formats: {
    uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  },
});

interface Checks {
  readonly headers: ValidateFunction;
  readonly value: ValidateFunction;
  readonly mayBeNull: boolean;
}

let checks: ReadonlyMap<string, Checks> | undefined;

/** How a published message differs from what `/asyncapi.json` says of its topic; empty where it conforms. */
export function contractBreaches(topic: string, { headers, value }: Pick<ReadMessage, 'headers' | 'value'>): readonly unknown[] {
  checks ??= compiled();
  const check = checks.get(topic);
  if (!check) return [`${topic} has no contract`];
  const breaches: unknown[] = [];
  if (!check.headers(headers)) breaches.push(...(check.headers.errors ?? []));
  if (value === null && check.mayBeNull) return breaches;
  if (!check.value(JSON.parse(value ?? 'null'))) breaches.push(...(check.value.errors ?? []));
  return breaches;
}

function compiled(): ReadonlyMap<string, Checks> {
  const { components } = describeTopics('0.0.0') as {
    readonly components: { readonly messages: Readonly<Record<string, { readonly headers: object }>> };
  };
  return new Map(
    PUBLISHED_TOPICS.map(({ name, publishes, value }) => [
      name,
      {
        headers: ajv.compile(components.messages[value.title]?.headers ?? false),
        value: ajv.compile(value),
        mayBeNull: publishes === 'state',
      },
    ]),
  );
}
