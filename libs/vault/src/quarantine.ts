/** Why an item was refused, for who has to correct it. */
export interface QuarantineProblem {
  /** Stable, for programs. */
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly problem: string; readonly remedy?: string }[];
}

/** Something that was refused, as it came. */
export interface RefusedItem {
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
  /** The command that it was meant for; absent where an earlier version kept it. */
  readonly command?: string;
  /** Where it came in: `http`, `import`. */
  readonly source: string;
  readonly problem: QuarantineProblem;
  /** The text as it was received, whatever it is. */
  readonly body: string;
}

export interface QuarantinedItem extends RefusedItem {
  readonly id: string;
}

/** A page of quarantined items; `next` is the cursor of the following page, absent on the last. */
export interface QuarantinePage {
  readonly items: readonly QuarantinedItem[];
  readonly next?: string;
}

/**
 * Touchpoints that could not be recorded, kept until somebody corrects or discards them. Their bodies are personal data:
 * problem and body are sealed, and removing an item erases it.
 */
export interface Quarantine {
  /**
   * Keeps each item. A body that is there already is not kept twice (an import that is run again): it answers with the id
   * that it has, `known`, and takes over the newest problem. Durable when it resolves.
   */
  add(items: readonly RefusedItem[]): Promise<readonly { readonly id: string; readonly known: boolean }[]>;

  /** Oldest first, at most `limit`; fewer where bodies are long, so that a page stays within a few megabytes. */
  page(cursor: string | undefined, limit: number): Promise<QuarantinePage>;

  get(id: string): Promise<QuarantinedItem | undefined>;

  /** Erases the item; false where there is none. */
  remove(id: string): Promise<boolean>;

  count(): Promise<number>;
}
