import { useQuery } from '@tanstack/react-query';
import { address, type AnswerOf } from './address.js';
import { ask } from './client.js';

/** What can be recorded, and in which words. */
export type Kinds = AnswerOf<'/api/v1/kinds'>;
/** JSON Schema of what is asked for a kind. A form is built from what it can be built from; anything else is entered as JSON. */
export type DetailsSchema = Kinds['kinds'][number]['details'];
export type DetailSchema = NonNullable<DetailsSchema['properties']>[string];

/** Asked for once a visit. */
export function useKinds() {
  return useQuery({
    queryKey: ['kinds'],
    queryFn: ({ signal }) => ask(address('/api/v1/kinds'), signal),
    staleTime: Infinity,
  });
}
