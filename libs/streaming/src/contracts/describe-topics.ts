import type { TopicContract } from '#slice';

/** An AsyncAPI 3 document of these topics, as `version` of Touchstone publishes them, made from their contracts themselves. */
export function describeTopics(version: string, topics: Readonly<Record<string, { readonly contract: TopicContract }>>): object {
  const contracts = Object.values(topics).map(({ contract }) => contract);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Touchstone topics',
      version,
      description:
        'Messages are CloudEvents 1.0 (binary mode), published in transactions: read with isolation level read_committed and each one arrives once, in order per key. Contracts only grow: ignore fields that you do not know.',
    },
    defaultContentType: 'application/json',
    channels: keyed(contracts, (contract) => ({
      address: contract.name,
      description: contract.summary,
      messages: { message: { $ref: `#/components/messages/${contract.value.title}` } },
      bindings: { kafka: kafkaBinding(contract) },
    })),
    operations: keyed(contracts, ({ name, summary }) => ({
      action: 'send',
      channel: { $ref: `#/channels/${name}` },
      summary,
    })),
    components: {
      messages: Object.fromEntries(contracts.map((contract) => [contract.value.title, message(contract)])),
      schemas: Object.fromEntries(contracts.map(({ value }) => [value.title, value])),
    },
  };
}

function keyed(contracts: readonly TopicContract[], describe: (contract: TopicContract) => object): object {
  return Object.fromEntries(contracts.map((contract) => [contract.name, describe(contract)]));
}

function kafkaBinding({ name, settings }: TopicContract): object {
  return {
    topic: name,
    partitions: settings.partitions,
    topicConfiguration: { 'cleanup.policy': [settings.cleanupPolicy], 'retention.ms': settings.retentionMs },
    bindingVersion: '0.5.0',
  };
}

function message(contract: TopicContract): object {
  const schema = { $ref: `#/components/schemas/${contract.value.title}` };
  return {
    name: contract.value.title,
    summary: contract.summary,
    contentType: 'application/json',
    headers: {
      type: 'object',
      required: [
        'ce_specversion',
        'ce_id',
        'ce_source',
        'ce_type',
        'content-type',
        ...(contract.sequenced ? ['ce_sequence'] : []),
      ],
      properties: {
        ce_specversion: { type: 'string', const: '1.0' },
        ce_id: { type: 'string', description: contract.identifiedBy },
        ce_source: { type: 'string', description: 'The installation that published it.' },
        ce_type: { type: 'string', enum: contract.types },
        'content-type': { type: 'string', const: 'application/json' },
        ...(contract.sequenced
          ? {
              ce_sequence: {
                type: 'string',
                description:
                  'Of two messages the greater one is the later, whatever their keys; compares as text. It may start anew, which says nothing about messages before, where the installation was restored from a backup or its views were begun anew.',
              },
            }
          : {}),
      },
    },
    payload: contract.publishes === 'state' ? { oneOf: [schema, { type: 'null' }] } : schema,
    bindings: { kafka: { key: { type: 'string', description: contract.key }, bindingVersion: '0.5.0' } },
  };
}
