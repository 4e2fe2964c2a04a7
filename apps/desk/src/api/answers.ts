import type { TimelineFilter } from '#customers';

/** Answer of `GET /kinds`: what can be recorded, and in which words. */
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

/** Answer to recording a touchpoint, and to a decision on identity. */
export interface Recorded {
  readonly id: string;
  readonly position: string;
  readonly duplicate?: boolean;
  readonly ignoredIdentifiers?: readonly unknown[];
}

export type Verdict = 'link' | 'separate' | 'reject-edge' | 'dismiss' | 'withdraw';

/** Body of `POST /identity/decisions`. */
export interface Decision {
  readonly verdict: Verdict;
  readonly a: string;
  readonly b: string;
  readonly reason: string;
  readonly origin: 'staff' | 'suggestion' | 'review';
}

/** What a customer is looked at with: as things were, as they were known, and at least as new as one's own write. */
export interface AsOf {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly after?: string;
}

export type { TimelineFilter };
