import { identityDecided } from '#events';
import { defineSlice } from '#slice';
import type { ViewSet } from '#views';
import { decideIdentity } from './commands/decide-identity.js';
import { IDENTITY_TOPIC } from './projection/identity-message.js';
import { recognitionViews, type RecognitionOptions } from './projection/recognition-views.js';
import type { Rules } from './rules/rules.js';
import { suggestMatchesJob } from './suggest/suggest-matches-job.js';
import { identityTopic } from './topics/identity.js';

export interface RecognitionNeeds {
  readonly rules: Rules;
  /** Where subscribers are told: the messages of a touchpoint. */
  readonly publish?: RecognitionOptions['publish'];
}

/** Which identifiers are one customer, and what people decided about it. */
export function recognition({ rules, publish }: RecognitionNeeds) {
  const views: ViewSet = recognitionViews(rules, publish ? { publish } : {});
  return defineSlice({
    name: 'recognition',
    events: { IdentityDecided: identityDecided },
    commands: { DecideIdentity: decideIdentity },
    views: { recognition: views },
    topics: { [IDENTITY_TOPIC]: identityTopic },
    jobs: { 'suggest-matches': suggestMatchesJob(rules) },
    problems: {
      'same-identifier': { status: 400, title: 'The decision cannot be taken' },
      'unknown-identifier': { status: 400, title: 'The decision cannot be taken' },
      'nothing-to-withdraw': { status: 409, title: 'The decision cannot be taken' },
    },
  });
}

export type RecognitionSlice = ReturnType<typeof recognition>;
