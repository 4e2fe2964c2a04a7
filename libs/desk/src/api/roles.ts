import { useQuery } from '@tanstack/react-query';
import { address } from './address.js';
import { ask } from './client.js';
import type { SessionState } from './session.js';

/** What the page reads of who one is. */
interface Who {
  readonly roles?: readonly string[];
}

/** The roles of whoever is signed in; `undefined` while they are not known, and where the server tells none. */
export function useRoles(session: SessionState): readonly string[] | undefined {
  const who = useQuery({
    queryKey: ['who'],
    queryFn: ({ signal }) => ask<Who>(address('/api/v1/session'), signal),
    enabled: session === 'open',
    staleTime: 0,
  });
  return who.data?.roles;
}
