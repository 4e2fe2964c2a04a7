import { defineQuery } from '#slice';
import type { QuarantinePage } from '#vault';

export interface QuarantineQuestion {
  /** The `next` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

/** What was refused, oldest first, and how much there is in all. */
export const quarantinedItems = defineQuery({
  name: 'QuarantinedItems',
  reads: [],
  async answer(
    { vault: { quarantine } },
    { cursor, limit }: QuarantineQuestion,
  ): Promise<QuarantinePage & { readonly total: number }> {
    const [page, total] = await Promise.all([quarantine.page(cursor, limit), quarantine.count()]);
    return { ...page, total };
  },
});
