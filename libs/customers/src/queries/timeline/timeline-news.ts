import { asPosition, type CustomerId, type Handle, type Position } from '#events';
import { CustomerNotFoundError } from '#slice';
import type { Row } from '#views';
import type { CustomerSources } from '../customer-sources.js';
import { allIn } from '../in-lists.js';
import { openTouchpoints, readTouchpoints } from './open-touchpoints.js';
import { timelineItems } from './timeline-items.js';
import type { TimelineItem } from './timeline-page.js';

export interface NewsQuestion {
  /** A customer's id, present or former. */
  readonly id: string;
  /** The `position` of the news before; without it there are no items: the answer says where news begin. */
  readonly after?: string;
  /** Most items to tell. */
  readonly limit: number;
}

/** What is new on a customer's timeline. */
export interface TimelineNews {
  readonly customer: CustomerId;
  /** All its identifiers, in no order. */
  readonly handles: readonly Handle[];
  /** How far the views had got, at least: decimal string. */
  readonly position: string;
  /** In the order recorded, whenever it happened. */
  readonly items: readonly TimelineItem[];
  /** There is more that is new than `limit`. */
  readonly more: boolean;
}

interface HubRow extends Row {
  readonly hub: string;
}

interface PositionRow extends Row {
  readonly position: number;
}

/**
 * What reached a customer's timeline since it was asked last. Costs next to nothing while there is nothing new.
 * @throws CustomerNotFoundError
 */
export async function timelineNews(sources: CustomerSources, { id, after, limit }: NewsQuestion): Promise<TimelineNews> {
  const { customers, identity } = sources;
  // Asked for first: what is committed meanwhile is told again rather than never.
  const position = await customers.position();
  const customer = (await identity.customersOf([id])).get(id);
  if (customer === undefined) throw new CustomerNotFoundError(false);
  const handles = (await identity.handlesOf([customer])).get(customer) ?? [];
  const items = after === undefined ? [] : await itemsRecordedAfter(sources, handles, asPosition(after), limit + 1);
  return { customer, handles, position: String(position), items: items.slice(0, limit), more: items.length > limit };
}

async function itemsRecordedAfter(
  { customers, identity, ledger, vault }: CustomerSources,
  handles: readonly Handle[],
  position: Position,
  limit: number,
): Promise<TimelineItem[]> {
  const after = Number(position);
  const changed = await allIn<HubRow>(
    customers,
    handles,
    (marks) => `SELECT hub FROM figures WHERE hub IN (${marks}) AND last_position > ?`,
    [after],
  );
  if (changed.length === 0) return [];
  const rows = await allIn<PositionRow>(
    customers,
    changed.map(({ hub }) => hub),
    (marks) => `SELECT DISTINCT position FROM timeline WHERE hub IN (${marks}) AND position > ? ORDER BY position LIMIT ?`,
    [after, limit],
  );
  const positions = [...new Set(rows.map((row) => row.position))].toSorted((a, b) => a - b).slice(0, limit);
  const own = new Set<string>(handles);
  const isOwn = (hub: string): boolean => own.has(hub);
  const touchpoints = await openTouchpoints(vault, await readTouchpoints(ledger, positions), isOwn);
  return timelineItems({ vault, identity }, touchpoints, isOwn);
}
