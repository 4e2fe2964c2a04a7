import type { CustomerId } from '#events';
import { type CardSection, defineQuery, type QueryLog, type ReadSide } from '#slice';
import type { IdentityNeed } from '../../identity-lookup.js';
import { type SectionReader, sectionReader } from '../customer-card/card-sections.js';
import { customerCard } from '../customer-card/read-card.js';
import type { CustomerCard } from '../customer-card/customer-card.js';
import { customerReads, type CustomerSources, customerSources } from '../customer-sources.js';
import { describeCustomers, type FindQuestion, matchesOf, searchVault } from '../find-customers/find-customers.js';
import type { FoundCustomers } from '../find-customers/found-customers.js';
import { customerTimeline } from '../timeline/customer-timeline.js';
import type { TimelinePage } from '../timeline/timeline-page.js';
import { memoisedSources } from './memoised-sources.js';

/** Everything about the one customer that matched. */
export interface OpenedCustomer {
  readonly card: CustomerCard;
  /** The first page. */
  readonly timeline: TimelinePage;
}

/** Answer of `GET /api/v1/customers?q=&open=true`. */
export interface LookedUp extends FoundCustomers {
  /** Where exactly one customer matches; with several, who it is remains for a person to say. */
  readonly opened?: OpenedCustomer;
}

export interface LookUpQuestion extends FindQuestion {
  /** Epoch milliseconds; what counts as recent is measured from it. */
  readonly now: number;
}

/** Finds customers and opens the only one. */
export function lookUpCustomerQuery(identity: IdentityNeed, sections: readonly CardSection[]) {
  return defineQuery({
    name: 'LookUpCustomer',
    reads: customerReads(identity, sections),
    answer: (read: ReadSide, question: LookUpQuestion, log: QueryLog) =>
      lookUpCustomer(customerSources(read, identity), question, sectionReader(sections, read, log)),
  });
}

/**
 * Finds customers and, where exactly one matches, opens it: what a telephone system asks when a call comes in, in one
 * answer. The same as finding, reading the card and reading the timeline one after the other, for fewer round trips.
 * @throws InvalidParameterError
 */
export async function lookUpCustomer(
  sources: CustomerSources,
  { now, ...question }: LookUpQuestion,
  readSections?: SectionReader,
): Promise<LookedUp> {
  const once = memoisedSources(sources);
  // The position is asked for before any view is read: what is answered is at least as new.
  const [searched] = await Promise.all([searchVault(once, question), once.customers.position()]);
  const { listed, more } = await matchesOf(once, searched);
  const [only, another] = listed;
  const [customers, opened] = await Promise.all([
    describeCustomers(once, listed),
    only && !another && !more ? open(once, { id: only.id, now }, readSections) : undefined,
  ]);
  return { query: searched.query, customers, more, ...(opened === undefined ? {} : { opened }) };
}

async function open(
  sources: CustomerSources,
  { id, now }: { readonly id: CustomerId; readonly now: number },
  readSections: SectionReader | undefined,
): Promise<OpenedCustomer> {
  const [card, timeline] = await Promise.all([
    customerCard(sources, { id, now }, readSections),
    customerTimeline(sources, { id }),
  ]);
  return { card, timeline };
}
