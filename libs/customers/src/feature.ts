import { type CardSection, defineSlice } from '#slice';
import type { IdentityNeed } from './identity-lookup.js';
import { customerCardQuery } from './queries/customer-card/read-card.js';
import { customersQuery } from './queries/customer-sources.js';
import { findCustomers } from './queries/find-customers/find-customers.js';
import { lookUpCustomerQuery } from './queries/look-up/look-up-customer.js';
import { customerTimeline } from './queries/timeline/customer-timeline.js';
import { timelineNews } from './queries/timeline/timeline-news.js';
import { customersTopic, type CustomersTopicNeeds } from './topics/customers.js';
import { customersViews } from './views/customers-views.js';

export interface CustomersNeeds extends CustomersTopicNeeds {
  /** Whether subscribers are told of every hub whose rows changed. */
  readonly publishes: boolean;
  /** Who is one customer. */
  readonly identity: IdentityNeed;
  /** What the card shows beside what this slice knows. */
  readonly sections: readonly CardSection[];
}

/** Customers: found, and looked at as card and timeline. */
export function customers({ publishes, identity, published, sections }: CustomersNeeds) {
  return defineSlice({
    name: 'customers',
    queries: {
      FindCustomers: customersQuery('FindCustomers', identity, findCustomers),
      LookUpCustomer: lookUpCustomerQuery(identity, sections),
      CustomerCard: customerCardQuery(identity, sections),
      CustomerTimeline: customersQuery('CustomerTimeline', identity, customerTimeline),
      TimelineNews: customersQuery('TimelineNews', identity, timelineNews),
    },
    views: { customers: customersViews({ publishes }) },
    topics: { customers: customersTopic({ published }) },
  });
}

export type CustomersSlice = ReturnType<typeof customers>;
