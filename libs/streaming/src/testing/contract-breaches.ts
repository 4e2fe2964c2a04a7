import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import type { TopicContract } from '#slice';
import { describeTopics } from '../contracts/describe-topics.js';
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
}

const compiled = new WeakMap<TopicContract, Checks>();

/** What of a published message is not as `/asyncapi.json` says of the topic; empty where all is. */
export function contractBreaches(
  contract: TopicContract,
  { headers, value }: Pick<ReadMessage, 'headers' | 'value'>,
): readonly unknown[] {
  const check = compiled.get(contract) ?? checksOf(contract);
  compiled.set(contract, check);
  const breaches: unknown[] = [];
  if (!check.headers(headers)) breaches.push(...(check.headers.errors ?? []));
  if (value === null && contract.publishes === 'state') return breaches;
  if (!check.value(JSON.parse(value ?? 'null'))) breaches.push(...(check.value.errors ?? []));
  return breaches;
}

function checksOf(contract: TopicContract): Checks {
  const { components } = describeTopics('0.0.0', { described: { contract } }) as {
    readonly components: { readonly messages: Readonly<Record<string, { readonly headers: object }>> };
  };
  return {
    headers: ajv.compile(components.messages[contract.value.title]?.headers ?? false),
    value: ajv.compile(contract.value),
  };
}
