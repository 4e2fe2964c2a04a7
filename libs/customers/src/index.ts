export { customers, type CustomersNeeds, type CustomersSlice } from './feature.js';
export type {
  CardAlert,
  CardCase,
  CardIdentifier,
  CountedKey,
  CustomerCard,
  FailedSection,
} from './queries/customer-card/customer-card.js';
export { customerCard, type CardQuestion } from './queries/customer-card/read-card.js';
export type { CustomerSources } from './queries/customer-sources.js';
export { customerStates, type CustomerState } from './queries/customer-states/customer-states.js';
export { recordedDepartments } from './queries/recorded-departments.js';
export { findCustomers, type FindQuestion } from './queries/find-customers/find-customers.js';
export type { FoundCustomer, FoundCustomers } from './queries/find-customers/found-customers.js';
export type { FormerId, IdentityLookup, IdentityNeed, Member } from './identity-lookup.js';
export type { LookedUp } from './queries/look-up/look-up-customer.js';
export { customerTimeline, type TimelineQuestion } from './queries/timeline/customer-timeline.js';
export type { TimelineFilter, TimelineItem, TimelinePage } from './queries/timeline/timeline-page.js';
export { customersViews } from './views/customers-views.js';
export { customerSummaries, summariesOf } from './queries/find-customers/customer-summaries.js';
export {
  customersTopic,
  type CustomersTopicNeeds,
  type PublishedCustomer,
  type PublishedIdentities,
} from './topics/customers.js';
