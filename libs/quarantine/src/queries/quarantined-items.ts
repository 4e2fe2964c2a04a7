import { defineQuery } from '#slice';
import type { QuarantinePage } from '#vault';

export interface QuarantineQuestion {
  /** The `next` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

/** Answer of `GET /api/v1/quarantine`. */
export interface QuarantineList extends QuarantinePage {
  /** How many wait in all. */
  readonly total: number;
}

/** What was refused, oldest first, and how much there is in all. */
export const quarantinedItems = defineQuery({
  name: 'QuarantinedItems',
  reads: [],
  async answer({ vault: { quarantine } }, { cursor, limit }: QuarantineQuestion): Promise<QuarantineList> {
    const [page, total] = await Promise.all([quarantine.page(cursor, limit), quarantine.count()]);
    return { ...page, total };
  },
});
