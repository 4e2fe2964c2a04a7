import { address, ask, queryClient, write } from '#desk';
import type { ViewsStatus, EditionRequest } from '#views';
import { useMutation, useQuery } from '@tanstack/react-query';

const KEY = ['views'];
const MOVING_MS = 1_000;
const STILL_MS = 5_000;

const moves = ({ serving, building, requested }: ViewsStatus): boolean =>
  serving.lag !== '0' || building?.caughtUp === false || requested.length > 0;

/** Asked again and again for as long as the page is there: often while something moves. */
export function useViews() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => ask(address('/api/v1/views'), signal),
    refetchInterval: ({ state }) => (state.data?.sets.some(moves) === true ? MOVING_MS : STILL_MS),
    staleTime: 0,
  });
}

/** In the distributed edition it is asked for only, and done by whichever projector leads: the status tells when. */
export function useViewsWish(set: string, wish: EditionRequest) {
  return useMutation({
    mutationFn: () => write('post', address(`/api/v1/views/{set}/${wish}`, { set })),
    onSuccess: (answer) => queryClient.setQueryData(KEY, answer),
  });
}
