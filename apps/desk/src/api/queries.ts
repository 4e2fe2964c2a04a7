import type { CustomerCard, FoundCustomers, TimelinePage } from '#customers';
import type { CustomerIdentity, ReviewQueue, WhySameCustomer } from '#recognition';
import { keepPreviousData, QueryClient, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { Decision, Kinds, Recorded, TimelineFilter, AsOf } from './answers.js';
import { address, ask, tell } from './client.js';
import { ApiProblem } from './problem.js';

const TIMELINE_PAGE = 50;

/** One retry, and only where the server was not reached or failed: what it refused it refuses again. */
const retry = (failures: number, error: Error): boolean =>
  failures < 1 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry, retryDelay: 400, staleTime: 15_000, gcTime: 300_000, refetchOnWindowFocus: false } },
});

const customerPath = (id: string): string => `/customers/${encodeURIComponent(id)}`;

/** While the answer to a longer query is on its way, that to the one before stays, marked as placeholder. */
export function useFound(query: string) {
  return useQuery({
    queryKey: ['find', query],
    queryFn: ({ signal }) => findCustomers(query, { signal }),
    enabled: query.length >= 2,
    placeholderData: keepPreviousData,
  });
}

interface FindOptions {
  readonly signal?: AbortSignal;
  /** Wait until this ledger position can be found. */
  readonly after?: string;
}

export const findCustomers = (q: string, { signal, after }: FindOptions): Promise<FoundCustomers> =>
  ask(address('/customers', { q, after, limit: 20 }), signal);

export function useCard(id: string, at: AsOf) {
  return useQuery({
    queryKey: ['card', id, at],
    queryFn: ({ signal }) => ask<CustomerCard>(address(customerPath(id), { ...at }), signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  });
}

/** Grows page by page into the past. Never fetched again by itself: what one reads stays where it is. */
export function useTimeline(id: string, filter: TimelineFilter, at: AsOf) {
  return useInfiniteQuery({
    queryKey: ['timeline', id, filter, at],
    queryFn: ({ pageParam, signal }) =>
      ask<TimelinePage>(
        address(`${customerPath(id)}/timeline`, { ...filter, ...at, cursor: pageParam, limit: TIMELINE_PAGE }),
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    staleTime: Infinity,
    refetchOnReconnect: false,
  });
}

export function useIdentity(id: string, at: AsOf) {
  return useQuery({
    queryKey: ['identity', id, at],
    queryFn: ({ signal }) => ask<CustomerIdentity>(address(`${customerPath(id)}/identity`, { ...at }), signal),
  });
}

export function useWhy(id: string, a: string | undefined, b: string | undefined, at: AsOf) {
  return useQuery({
    queryKey: ['why', id, a, b, at],
    queryFn: ({ signal }) => ask<WhySameCustomer>(address(`${customerPath(id)}/why`, { a, b, ...at }), signal),
    enabled: a !== undefined && b !== undefined && a !== b,
  });
}

/** `customer`: only what asks about this one. */
export function useReview(kind: string, customer?: string) {
  return useInfiniteQuery({
    queryKey: ['review', kind, customer],
    queryFn: ({ pageParam, signal }) =>
      ask<ReviewQueue>(address('/identity/review', { kind, customer, cursor: pageParam, limit: 25 }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchOnReconnect: false,
  });
}

export function useKinds() {
  return useQuery({ queryKey: ['kinds'], queryFn: ({ signal }) => ask<Kinds>('/kinds', signal), staleTime: Infinity });
}

/** A person's decision on two identifiers. What recognition says of anybody may have changed after it. */
export function useDecide() {
  return useMutation({
    mutationFn: (decision: Decision) => tell<Recorded>('/identity/decisions', decision),
    onSuccess: () =>
      Promise.all([
        ...['identity', 'why', 'find'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })),
        // What one works through stays as it is; whoever comes back finds it as it is then.
        ...['review', 'card'].map((name) => queryClient.invalidateQueries({ queryKey: [name], refetchType: 'none' })),
      ]),
  });
}
