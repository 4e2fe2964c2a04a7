export { recognition, type RecognitionNeeds, type RecognitionSlice } from './feature.js';
export type * from './queries/identity-answers.js';
export { customerIdentity } from './queries/identity/customer-identity.js';
export { identityLookup, identityOf, type CustomerMember, type IdentityQueries } from './queries/identity/identity-lookup.js';
export { IDENTITY_TOPIC, type IdentityMessage } from './views/identity-message.js';
export { recognitionViews, type RecognitionOptions } from './views/recognition-views.js';
export { whySameCustomer } from './queries/identity/why-same-customer.js';
export { type CustomerSummaries, type CustomerSummary, reviewQueue } from './queries/review/review-queue.js';
export { recognisedHubs } from './queries/identity/recognised-hubs.js';
export { DEFAULT_RULES_YAML } from './rules/default-rules.js';
export { identifierRules } from './rules/identifier-rules.js';
export { rulesDefinition } from './rules/rules-definition.js';
export { defaultRules, InvalidRulesError, parseRules } from './rules/parse-rules.js';
export {
  hubRank,
  orderIdentifiers,
  recordedType,
  rulesVersion,
  type CompoundRule,
  type IdentifierRule,
  type Rules,
} from './rules/rules.js';
export type { PublishedIdentityChange } from './topics/identity.js';
