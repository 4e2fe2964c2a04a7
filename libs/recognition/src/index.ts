export type { IdentityHttpSources } from './http/identity.controller.js';
export type * from './identity-answers.js';
export { customerIdentity, whySameCustomer, type IdentitySources } from './identity/customer-identity.js';
export { identityLookup, type CustomerMember, type IdentityQueries } from './identity/identity-lookup.js';
export { recognisedHubs } from './identity/recognised-hubs.js';
export { IDENTITY_TOPIC, type IdentityMessage } from './projection/identity-message.js';
export { recognitionViews, type RecognitionOptions } from './projection/recognition-views.js';
export {
  InvalidReviewCursorError,
  reviewQueue,
  type CustomerSummary,
  type ReviewQuestion,
  type ReviewSources,
} from './review/review-queue.js';
export { DEFAULT_RULES_YAML } from './rules/default-rules.js';
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
export { suggestMatches, type SuggesterSources } from './suggest/suggester.js';
export type { PublishedIdentityChange } from './topics/identity.js';
