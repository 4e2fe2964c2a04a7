import type { Query } from '@tanstack/react-query';
import { queryClient } from './query-client.js';

interface IdentityMeta {
  /** The customer that the answer is about; none where it is about many. */
  readonly of?: string;
  /**
   * After a decision made here: `refetch` asks again at once, `stale` leaves what one works through as it is and asks again
   * when one comes back to it.
   */
  readonly whenDecided: 'refetch' | 'stale';
}

declare module '@tanstack/react-query' {
  interface Register {
    /** A query whose answer depends on who is who says so here, whichever slice asks. */
    queryMeta: { readonly identity?: IdentityMeta };
  }
}

const decidedAs =
  (wanted: IdentityMeta['whenDecided']) =>
  ({ meta }: Query): boolean =>
    meta?.identity?.whenDecided === wanted;

/** Somebody has decided here who is who: what recognition says of anybody may be another now. */
export async function identityDecided(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ predicate: decidedAs('refetch') }),
    queryClient.invalidateQueries({ predicate: decidedAs('stale'), refetchType: 'none' }),
  ]);
}

/** Who belongs to this customer has changed: what is shown of it is asked for again. */
export function identityChanged(customer: string): void {
  void queryClient.invalidateQueries({ predicate: ({ meta }) => meta?.identity?.of === customer });
}
