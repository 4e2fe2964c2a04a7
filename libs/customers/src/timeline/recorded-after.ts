import type { CustomerId, Position } from '#events';
import type { Row } from '#views';
import type { CustomerSources } from '../customer-sources.js';
import { allIn } from '../in-lists.js';
import { openTouchpoints, readTouchpoints } from './open-touchpoints.js';
import { timelineItems } from './timeline-items.js';
import type { TimelineItem } from './timeline-page.js';

interface HubRow extends Row {
  readonly hub: string;
}

interface PositionRow extends Row {
  readonly position: number;
}

/**
 * What reached a customer's timeline after `position`, at most `limit` items, in the order recorded, whenever it
 * happened. Costs next to nothing while there is nothing new.
 * @throws KeyLostError SectionDamagedError
 */
export async function itemsRecordedAfter(
  { customers, identity, ledger, vault }: CustomerSources,
  customer: CustomerId,
  position: Position,
  limit: number,
): Promise<TimelineItem[]> {
  const own = new Set<string>((await identity.handlesOf([customer])).get(customer));
  const after = Number(position);
  const changed = await allIn<HubRow>(
    customers,
    [...own],
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
  const isOwn = (hub: string): boolean => own.has(hub);
  const touchpoints = await openTouchpoints(vault, await readTouchpoints(ledger, positions), isOwn);
  return timelineItems({ vault, identity }, touchpoints, isOwn);
}
