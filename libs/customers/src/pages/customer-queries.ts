import { address, ask, type AsOf } from '#desk';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { TimelineFilter } from '#customers';

const FOUND_AT_MOST = 20;
const TIMELINE_PAGE = 50;

/** While the answer to a longer query is on its way, that to the one before stays, marked as placeholder. */
export function useFound(query: string) {
  return useQuery({
    queryKey: ['find', query],
    queryFn: ({ signal }) => ask(address('/api/v1/customers', { q: query, limit: FOUND_AT_MOST }), signal),
    enabled: query.length >= 2,
    placeholderData: keepPreviousData,
    meta: { identity: { whenDecided: 'refetch' } },
  });
}

/** Grows page by page into the past. Never fetched again by itself: what one reads stays where it is. */
export function useTimeline(id: string, filter: TimelineFilter, at: AsOf) {
  return useInfiniteQuery({
    queryKey: ['timeline', id, filter, at],
    queryFn: ({ pageParam, signal }) =>
      ask(address('/api/v1/customers/{id}/timeline', { id, ...filter, ...at, cursor: pageParam, limit: TIMELINE_PAGE }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    staleTime: Infinity,
    refetchOnReconnect: false,
  });
}
