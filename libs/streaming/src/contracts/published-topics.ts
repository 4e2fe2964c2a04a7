import { CUSTOMERS } from './customers-topic.js';
import { IDENTITY } from './identity-topic.js';
import type { TopicContract } from './topic-contract.js';
import { TOUCHPOINTS } from './touchpoints-topic.js';

/** Every topic that is published. A new one is a file beside this one and a line here. */
export const PUBLISHED_TOPICS: readonly TopicContract[] = [TOUCHPOINTS, IDENTITY, CUSTOMERS];
