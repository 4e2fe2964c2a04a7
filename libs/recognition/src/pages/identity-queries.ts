import { address, ask, type AsOf, type BodyOf, identityDecided, tell } from '#desk';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';

export type Decision = BodyOf<'/api/v1/identity/decisions'>;
export type Verdict = Decision['verdict'];

export function useIdentity(id: string, at: AsOf) {
  return useQuery({
    queryKey: ['identity', id, at],
    queryFn: ({ signal }) => ask(address('/api/v1/customers/{id}/identity', { id, ...at }), signal),
    meta: { identity: { of: id, whenDecided: 'refetch' } },
  });
}

export function useWhy(id: string, a: string | undefined, b: string | undefined, at: AsOf) {
  return useQuery({
    queryKey: ['why', id, a, b, at],
    queryFn: ({ signal }) => ask(address('/api/v1/customers/{id}/why', { id, a, b, ...at }), signal),
    enabled: a !== undefined && b !== undefined && a !== b,
    meta: { identity: { of: id, whenDecided: 'refetch' } },
  });
}

const REVIEWED = ['blocked-edge', 'suggestion'] as const;

/** `wanted`: only of this kind, all where it is none of them; `customer`: only what asks about this one. */
export function useReview(wanted: string, customer?: string) {
  const kind = REVIEWED.find((known) => known === wanted);
  return useInfiniteQuery({
    queryKey: ['review', kind, customer],
    queryFn: ({ pageParam, signal }) =>
      ask(address('/api/v1/identity/review', { kind, customer, cursor: pageParam, limit: 25 }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchOnReconnect: false,
    meta: { identity: { whenDecided: 'stale' } },
  });
}

/** A person's decision on two identifiers. */
export function useDecide() {
  return useMutation({
    mutationFn: (decision: Decision) => tell(address('/api/v1/identity/decisions'), decision),
    onSuccess: identityDecided,
  });
}
