import { type AsOf, asHandle, type CustomerId } from '#events';
import {
  type CardSection,
  defineQuery,
  type QueryLog,
  type ReadSide,
  asOfParameters,
  rfc3339,
  type AsOfParameters,
} from '#slice';
import { customerReads, type CustomerSources, customerSources } from '../customer-sources.js';
import type { CaseState } from '../../views/case-state.js';
import type { FormerId, IdentityNeed } from '../../identity-lookup.js';
import { resolveCustomer } from '../resolve-customer.js';
import { cardAlerts } from './card-alerts.js';
import { surprisingMerges } from './surprising-merges.js';
import { cardFigures } from './card-figures.js';
import { cardIdentifiers, lastSeen } from './card-identifiers.js';
import { type SectionReader, sectionReader } from './card-sections.js';
import type { CardCase, CustomerCard } from './customer-card.js';
import { foldTimeline } from './fold-timeline.js';
import { statedProfiles } from './stated-profiles.js';
import { whatHappened, type WhatHappened } from './what-happened.js';

export interface CardQuestion extends AsOfParameters {
  /** A customer's id, present or former, or any of its handles. */
  readonly id: string;
  /** Epoch milliseconds; what counts as recent is measured from it. */
  readonly now: number;
}

const MOST_PROFILES = 200;
const MOST_IDENTIFIERS = 500;
const MOST_CASES = 200;

/** What staff see of a customer, with what these sections add to it. */
export function customerCardQuery(identity: IdentityNeed, sections: readonly CardSection[]) {
  return defineQuery({
    name: 'CustomerCard',
    reads: customerReads(identity, sections),
    answer: (read: ReadSide, question: CardQuestion, log: QueryLog) =>
      customerCard(customerSources(read, identity), question, sectionReader(sections, read, log)),
  });
}

/**
 * What staff see of a customer, now or as of a moment. Figures of the present are put together from what is kept per
 * hub; those of a moment are read from the timeline. What waits for review is told of the present only.
 * @throws CustomerNotFoundError InvalidParameterError
 */
export async function customerCard(
  sources: CustomerSources,
  question: CardQuestion,
  readSections: SectionReader = async () => ({}),
): Promise<CustomerCard> {
  const { customers, identity, vault, ledger } = sources;
  const moment = asOfParameters(question);
  const position = await customers.position();
  const customer = await resolveCustomer(identity, question.id, moment);
  const listed = customer.members
    .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt || (a.handle < b.handle ? -1 : 1))
    .slice(0, MOST_IDENTIFIERS);
  const [happened, { aliases, surprising }, reviews, places, sections] = await Promise.all([
    happenedTo(sources, customer, moment),
    mergedInto(sources, customer.id, moment),
    customer.past ? 0 : identity.openReviews(customer.id),
    lastSeen(ledger, listed),
    readSections({ id: customer.id, handles: customer.members.map(({ handle }) => handle), asOf: moment }),
  ]);
  const cases = [...happened.openCases].toSorted(
    ([handleA, a], [handleB, b]) => b.last_at - a.last_at || (handleA < handleB ? -1 : 1),
  );
  const complaints = cases.filter(([, { complained_at }]) => complained_at !== null);
  const revealed = await vault.reveal([
    ...new Set([
      ...listed.map(({ handle }) => handle),
      ...happened.profiles.map(({ handle }) => asHandle(handle)),
      ...[...cases.slice(0, MOST_CASES), ...complaints].map(([handle]) => asHandle(handle)),
    ]),
  ]);
  const identifiers = new Map<string, (typeof revealed.identifiers)[number]>(
    revealed.identifiers.map((identifier) => [identifier.handle, identifier]),
  );
  const profiles = new Map<string, (typeof revealed.profiles)[number]>(
    revealed.profiles.map((profile) => [profile.handle, profile]),
  );
  const refOf = (handle: string): string | undefined => identifiers.get(handle)?.value;
  return {
    id: customer.id,
    ...(question.id === customer.id ? {} : { askedFor: question.id }),
    position: position.toString(),
    ...(moment.asOf === undefined ? {} : { asOf: rfc3339(moment.asOf) }),
    ...(moment.knownAt === undefined ? {} : { knownAt: rfc3339(moment.knownAt) }),
    ...statedProfiles(happened.profiles, profiles),
    ...cardFigures(happened.figures),
    alerts: cardAlerts(
      surprising,
      complaints.map(([handle, state]) => [refOf(handle), state]),
      reviews,
      Math.min(question.now, moment.knownAt ?? question.now),
    ),
    identifiers: cardIdentifiers(listed, identifiers, places),
    aliases: aliases.map(({ id, mergedAt }) => ({ id, mergedAt: rfc3339(mergedAt) })),
    openCases: cases.slice(0, MOST_CASES).map(([handle, state]) => cardCase(refOf(handle), state)),
    ...notListed({
      profiles: happened.profileCount - happened.profiles.length,
      identifiers: customer.members.length - listed.length,
      openCases: Math.max(0, cases.length - MOST_CASES),
    }),
    ...sections,
  };
}

async function happenedTo(
  { customers }: CustomerSources,
  customer: Awaited<ReturnType<typeof resolveCustomer>>,
  moment: AsOf,
): Promise<WhatHappened> {
  const handles = customer.members.map(({ handle }) => handle);
  const merged = customer.past ? undefined : await whatHappened(customers, handles, MOST_PROFILES);
  return merged ?? (await foldTimeline(customers, handles, moment, MOST_PROFILES));
}

/** The former ids that were known at the moment, and those of them that may surprise. */
async function mergedInto(
  { customers, identity }: CustomerSources,
  customer: CustomerId,
  { knownAt }: AsOf,
): Promise<{ readonly aliases: readonly FormerId[]; readonly surprising: readonly FormerId[] }> {
  const aliases = (await identity.aliases(customer)).filter(({ mergedAt }) => mergedAt <= (knownAt ?? mergedAt));
  return { aliases, surprising: await surprisingMerges(customers, aliases) };
}

function cardCase(ref: string | undefined, state: CaseState): CardCase {
  return {
    ...(ref === undefined ? {} : { ref }),
    status: state.status,
    kind: state.kind,
    department: state.department,
    openedAt: rfc3339(state.first_at),
    lastAt: rfc3339(state.last_at),
    touchpoints: state.touchpoints,
  };
}

function notListed(counts: NonNullable<Required<CustomerCard['notListed']>>): Pick<CustomerCard, 'notListed'> {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? {} : { notListed: Object.fromEntries(some) };
}
