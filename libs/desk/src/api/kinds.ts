import { useQuery } from '@tanstack/react-query';
import { address } from './address.js';
import { ask } from './client.js';

/** Answer of `GET /api/v1/kinds`: what can be recorded, and in which words. */
export interface Kinds {
  readonly kinds: readonly KindOffer[];
  readonly channels: readonly string[];
  readonly directions: readonly string[];
  readonly departments: readonly string[];
  readonly identifierTypes: readonly { readonly type: string; readonly label: string }[];
}

interface KindOffer {
  readonly kind: string;
  readonly label: string;
  readonly channels: readonly string[];
  readonly details?: DetailsSchema;
}

/** The part of JSON Schema that a form can be built from; anything else is entered as JSON. */
export interface DetailsSchema {
  readonly properties?: Readonly<Record<string, DetailSchema>>;
  readonly required?: readonly string[];
}

export interface DetailSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: DetailSchema;
}

/** Asked for once a visit. */
export function useKinds() {
  return useQuery({
    queryKey: ['kinds'],
    queryFn: ({ signal }) => ask<Kinds>(address('/api/v1/kinds'), signal),
    staleTime: Infinity,
  });
}
