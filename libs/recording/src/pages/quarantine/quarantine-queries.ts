import { address, type AnswerOf, ask, type BodyOf, queryClient, write } from '#desk';
import type { QuarantinedItem } from '#vault';
import { useInfiniteQuery, useMutation, useQuery, type InfiniteData } from '@tanstack/react-query';

const KEY = ['quarantine'];
const TOTAL_KEY = ['quarantine-total'];
const PAGE = 25;

/** Oldest first. Never fetched again by itself: what one corrects stays where it is. */
export function useQuarantine() {
  return useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) => ask(address('/api/v1/quarantine', { cursor: pageParam, limit: PAGE }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchOnReconnect: false,
  });
}

/** How many wait. */
export function useQuarantineTotal() {
  return useQuery({
    queryKey: TOTAL_KEY,
    queryFn: async ({ signal }) => (await ask(address('/api/v1/quarantine', { limit: 1 }), signal)).total,
  });
}

/** Sends an item again: `corrected` as it is, or what came where nothing was corrected. It leaves the quarantine when it is recorded. */
export function useRetry(item: QuarantinedItem) {
  return useMutation({
    mutationFn: (corrected: string | undefined) =>
      write('post', address('/api/v1/quarantine/{id}/retry', { id: item.id }), corrected),
  });
}

/** Throws an item away. */
export function useDiscard(item: QuarantinedItem) {
  return useMutation({
    mutationFn: (reason: string) =>
      write(
        'delete',
        address('/api/v1/quarantine/{id}', { id: item.id }),
        JSON.stringify({ reason } satisfies BodyOf<'/api/v1/quarantine/{id}'>),
      ),
  });
}

/** Takes an item that was settled off the list, without asking for the list again. */
export function forgetQuarantined({ id }: QuarantinedItem): void {
  queryClient.setQueryData<InfiniteData<AnswerOf<'/api/v1/quarantine'>>>(
    KEY,
    (before) =>
      before && {
        ...before,
        pages: before.pages.map((page) => ({
          ...page,
          items: page.items.filter((item) => item.id !== id),
          total: page.total - 1,
        })),
      },
  );
  void queryClient.invalidateQueries({ queryKey: TOTAL_KEY });
}
