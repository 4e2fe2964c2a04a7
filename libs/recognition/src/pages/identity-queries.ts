import { address, ask, type AsOf, customerPath, identityDecided, type Recorded, tell } from '#desk';
import type { CustomerIdentity, ReviewQueue, WhySameCustomer } from '#recognition';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';

export type Verdict = 'link' | 'separate' | 'reject-edge' | 'dismiss' | 'withdraw';

/** Body of `POST /api/v1/identity/decisions`. */
export interface Decision {
  readonly verdict: Verdict;
  readonly a: string;
  readonly b: string;
  readonly reason: string;
  readonly origin: 'staff' | 'suggestion' | 'review';
}

export function useIdentity(id: string, at: AsOf) {
  return useQuery({
    queryKey: ['identity', id, at],
    queryFn: ({ signal }) => ask<CustomerIdentity>(address(`${customerPath(id)}/identity`, { ...at }), signal),
    meta: { identity: { of: id, whenDecided: 'refetch' } },
  });
}

export function useWhy(id: string, a: string | undefined, b: string | undefined, at: AsOf) {
  return useQuery({
    queryKey: ['why', id, a, b, at],
    queryFn: ({ signal }) => ask<WhySameCustomer>(address(`${customerPath(id)}/why`, { a, b, ...at }), signal),
    enabled: a !== undefined && b !== undefined && a !== b,
    meta: { identity: { of: id, whenDecided: 'refetch' } },
  });
}

/** `customer`: only what asks about this one. */
export function useReview(kind: string, customer?: string) {
  return useInfiniteQuery({
    queryKey: ['review', kind, customer],
    queryFn: ({ pageParam, signal }) =>
      ask<ReviewQueue>(address('/api/v1/identity/review', { kind, customer, cursor: pageParam, limit: 25 }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchOnReconnect: false,
    meta: { identity: { whenDecided: 'stale' } },
  });
}

/** A person's decision on two identifiers. */
export function useDecide() {
  return useMutation({
    mutationFn: (decision: Decision) => tell<Recorded>('/api/v1/identity/decisions', decision),
    onSuccess: identityDecided,
  });
}
