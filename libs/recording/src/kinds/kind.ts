/** A kind of touchpoint: what it is called, where it happens, and what its details may be. */
export interface Kind {
  readonly kind: string;
  readonly label: string;
  /** The channels it usually comes over; others are allowed. */
  readonly channels: readonly string[];
  /**
   * JSON Schema (2020-12) of `details`. A property marked `"x-clear": true` holds no personal data (a code, a
   * quantity) and stands in the ledger in clear, where segments can use it; everything else is sealed.
   */
  readonly details: DetailsSchema;
}

export interface DetailsSchema {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, DetailSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly [keyword: string]: unknown;
}

/** The schema of one detail: the keywords that a form is built from, among others. */
export interface DetailSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: DetailSchema;
  readonly 'x-clear'?: boolean;
  readonly [keyword: string]: unknown;
}
