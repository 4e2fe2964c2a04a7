export type { CardAlert, CardCase, CardIdentifier, CountedKey, CustomerCard } from './customer-card/customer-card.js';
export { customerCard, type CardQuestion } from './customer-card/read-card.js';
export { customerStates, type CustomerState } from './customer-states/customer-states.js';
export type { CustomerSources } from './customer-sources.js';
export { recordedDepartments } from './departments/recorded-departments.js';
export { findCustomers, type FindQuestion } from './find-customers/find-customers.js';
export type { FoundCustomer, FoundCustomers } from './find-customers/found-customers.js';
export type { FormerId, IdentityLookup, Member } from './identity-lookup.js';
export type { LookedUp } from './look-up/look-up-customer.js';
export { CustomerNotFoundError, InvalidParameterError } from './question-errors.js';
export { customerTimeline, type TimelineQuestion } from './timeline/customer-timeline.js';
export type { TimelineFilter, TimelineItem, TimelinePage } from './timeline/timeline-page.js';
export { customersViews, publishedCustomersViews } from './view-set/customers-views.js';
export { customerSummaries } from './find-customers/customer-summaries.js';
export {
  customersTopic,
  type CustomersTopicNeeds,
  type PublishedCustomer,
  type PublishedIdentities,
} from './topics/customers.js';
