import type { ViewsStatus } from '#views';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ask, write } from './client.js';
import { queryClient } from './queries.js';

interface ViewsAnswer {
  readonly sets: readonly ViewsStatus[];
}

const KEY = ['views'];
const MOVING_MS = 1_000;
const STILL_MS = 5_000;

const moves = ({ serving, building }: ViewsStatus): boolean => serving.lag !== '0' || building?.caughtUp === false;

/** Asked again and again for as long as the page is there: often while something moves. */
export function useViews() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => ask<ViewsAnswer>('/views', signal),
    refetchInterval: ({ state }) => (state.data?.sets.some(moves) === true ? MOVING_MS : STILL_MS),
    staleTime: 0,
  });
}

/** What can be asked of a set of views. */
export type ViewsOperation = 'rebuild' | 'promote';

/**
 * Asked with the edition that serves at that time. In the distributed edition it is asked for only, and done by whichever projector leads: the
 * status tells when.
 */
export function useViewsOperation(set: string, operation: ViewsOperation) {
  return useMutation({
    mutationFn: (_serving: number) => write<ViewsAnswer>('POST', `/views/${encodeURIComponent(set)}/${operation}`),
    onSuccess: (answer) => queryClient.setQueryData<ViewsAnswer>(KEY, answer),
  });
}
