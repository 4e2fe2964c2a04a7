import { identityDecided } from '#events';
import { defineSlice, type ReadNeed } from '#slice';
import type { ViewSet } from '#views';
import { recognitionViews, type RecognitionOptions } from './views/recognition-views.js';
import { customerIdentityQuery } from './queries/identity/customer-identity.js';
import { whySameCustomerQuery } from './queries/identity/why-same-customer.js';
import { type CustomerSummaries, reviewQueueQuery } from './queries/review/review-queue.js';
import { IDENTITY_TOPIC } from './views/identity-message.js';
import type { Rules } from './rules/rules.js';
import { suggestMatchesJob } from './suggest/suggest-matches-job.js';
import { identityTopic } from './topics/identity.js';

export interface RecognitionNeeds {
  readonly rules: Rules;
  /** Where subscribers are told: the messages of a touchpoint. */
  readonly publish?: RecognitionOptions['publish'];
  /** What tells customers apart in the review queue. */
  readonly summaries: ReadNeed<CustomerSummaries>;
}

/** Which identifiers are one customer, and what people decided about it. */
export function recognition({ rules, publish, summaries }: RecognitionNeeds) {
  const views: ViewSet = recognitionViews(rules, publish ? { publish } : {});
  return defineSlice({
    name: 'recognition',
    events: { IdentityDecided: identityDecided },
    commands: { DecideIdentity: async () => (await import('./commands/decide-identity.js')).decideIdentity },
    queries: {
      CustomerIdentity: customerIdentityQuery(rules),
      WhySameCustomer: whySameCustomerQuery(rules),
      ReviewQueue: reviewQueueQuery(rules, summaries),
    },
    views: { recognition: views },
    topics: { [IDENTITY_TOPIC]: identityTopic },
    jobs: { 'suggest-matches': suggestMatchesJob(rules) },
    problems: {
      'identifier-not-found': { status: 404, title: 'There is no such identifier' },
      'same-identifier': { status: 400, title: 'The decision cannot be taken' },
      'unknown-identifier': { status: 400, title: 'The decision cannot be taken' },
      'nothing-to-withdraw': { status: 409, title: 'The decision cannot be taken' },
    },
  });
}

export type RecognitionSlice = ReturnType<typeof recognition>;
