import type { CustomerSources } from '../customer-sources.js';
import { figuresRows } from '../customer-figures.js';
import { limitParameter, asOfParameters, type AsOfParameters } from '#slice';
import { resolveCustomer } from '../resolve-customer.js';
import { textMatcher } from './text-matcher.js';
import { newestFirst, type TimelineKey } from './newest-first.js';
import { openTouchpoints, readTouchpoints, type OpenedTouchpoint } from './open-touchpoints.js';
import { timelineConditions } from './timeline-conditions.js';
import { decodeCursor, encodeCursor } from './timeline-cursor.js';
import { timelineItems } from './timeline-items.js';
import type { TimelineFilter, TimelinePage } from './timeline-page.js';

export interface TimelineQuestion extends AsOfParameters {
  /** A customer's id, present or former. */
  readonly id: string;
  readonly filter?: TimelineFilter;
  /** The `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200; 50 where it is not given. */
  readonly limit?: number;
}

const USUAL = 50;
const MOST = 200;
/** Touchpoints that one question opens to look for a text. */
const TEXT_SCAN = 2000;
/** Touchpoints opened at a time while looking for a text. */
const TEXT_CHUNK = 100;

/**
 * A customer's touchpoints, newest first, over all of its hubs. With a text filter a page looks through at most 2,000
 * touchpoints: it may then be short, even empty, and still have a `next`.
 * @throws CustomerNotFoundError InvalidParameterError
 */
export async function customerTimeline(sources: CustomerSources, question: TimelineQuestion): Promise<TimelinePage> {
  const { filter = {} } = question;
  const limit = limitParameter(question.limit, USUAL, MOST);
  const moment = asOfParameters(question);
  const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor);
  const conditions = timelineConditions(filter, moment, cursor);
  const position = await sources.customers.position();
  const customer = await resolveCustomer(sources.identity, question.id, moment);
  const own = new Set<string>(customer.members.map(({ handle }) => handle));
  const isOwn = (hub: string): boolean => own.has(hub);
  const hubs = (await figuresRows(sources.customers, [...own])).map(({ hub }) => hub);
  const places = touchpointPlaces(sources, hubs, conditions, filter.text === undefined ? limit + 1 : TEXT_CHUNK);
  const { touchpoints, end } =
    filter.text === undefined
      ? await firstOf(sources, places, limit, isOwn)
      : await matchesOf(sources, places, limit, isOwn, textMatcher(filter.text));
  return {
    customer: customer.id,
    position: position.toString(),
    items: await timelineItems(sources, touchpoints, isOwn),
    ...(end ? { next: encodeCursor({ occurredAt: end.occurred_at, position: end.position }) } : {}),
  };
}

/** The touchpoints of a page, and the place after which to go on; no `end` where there is nothing after them. */
interface Taken {
  readonly touchpoints: readonly OpenedTouchpoint[];
  readonly end: TimelineKey | undefined;
}

/** Each touchpoint's place once, newest first, in lists. */
async function* touchpointPlaces(
  { customers }: CustomerSources,
  hubs: readonly string[],
  conditions: ReturnType<typeof timelineConditions>,
  expected: number,
): AsyncGenerator<TimelineKey[], void, void> {
  for await (const rows of newestFirst(customers, { hubs, expected, ...conditions })) {
    yield rows.filter((row, index) => row.position !== rows[index - 1]?.position);
  }
}

async function firstOf(
  { ledger, vault }: CustomerSources,
  places: AsyncIterable<readonly TimelineKey[]>,
  limit: number,
  isOwn: (hub: string) => boolean,
): Promise<Taken> {
  const taken: TimelineKey[] = [];
  for await (const list of places) {
    for (const place of list) taken.push(place);
    if (taken.length > limit) break;
  }
  const page = taken.slice(0, limit);
  const read = await readTouchpoints(
    ledger,
    page.map(({ position }) => position),
  );
  return { touchpoints: await openTouchpoints(vault, read, isOwn), end: taken.length > limit ? page.at(-1) : undefined };
}

async function matchesOf(
  { ledger, vault }: CustomerSources,
  places: AsyncIterable<readonly TimelineKey[]>,
  limit: number,
  isOwn: (hub: string) => boolean,
  matches: (...texts: (string | undefined)[]) => boolean,
): Promise<Taken> {
  const touchpoints: OpenedTouchpoint[] = [];
  let scanned = 0;
  let last: TimelineKey | undefined;
  for await (const list of places) {
    for (let start = 0; start < list.length; start += TEXT_CHUNK) {
      const chunk = list.slice(start, start + TEXT_CHUNK);
      if (scanned >= TEXT_SCAN || touchpoints.length === limit) return { touchpoints, end: last };
      const placeOf = new Map(chunk.map((place) => [place.position, place]));
      const read = await readTouchpoints(
        ledger,
        chunk.map(({ position }) => position),
      );
      for (const touchpoint of await openTouchpoints(vault, read, isOwn)) {
        if (!matches(touchpoint.principal?.subject, touchpoint.principal?.content)) continue;
        if (touchpoints.length === limit) return { touchpoints, end: last };
        touchpoints.push(touchpoint);
        last = placeOf.get(Number(touchpoint.event.position));
      }
      scanned += chunk.length;
      if (touchpoints.length < limit) last = chunk.at(-1);
    }
  }
  return { touchpoints, end: undefined };
}
