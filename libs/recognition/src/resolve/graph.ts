/** An identifier in the graph. Times are milliseconds since the epoch. */
export interface GraphNode {
  readonly handle: string;
  readonly type: string;
  /** When it occurred for the first time, and the content key of that evidence: no two nodes of a graph share both. */
  readonly firstAt: number;
  readonly firstKey: string;
}

/** Two identifiers of one party: its hub and another. One edge however often they come together. */
export interface GraphEdge {
  readonly hub: string;
  readonly other: string;
  /** The party's role and both types let it join; edges that do not are supporting evidence only. */
  readonly joins: boolean;
  readonly firstAt: number;
  /** Smallest of its evidence's keys at `firstAt`: depends on content, never on arrival. */
  readonly firstKey: string;
  readonly lastAt: number;
}

/** The decision that stands on a pair. */
export interface GraphDecision {
  readonly a: string;
  readonly b: string;
  readonly verdict: 'link' | 'separate' | 'reject-edge';
  readonly decidedAt: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly decisions: readonly GraphDecision[];
}

/** Why an edge does not join its two ends. */
export type BlockCode =
  /** A limit of `type` would be passed. */
  | 'limit'
  /** A person decided that the two are separate. */
  | 'separated'
  /** An end, of `type`, is shared by too many. */
  | 'generic'
  /** The uses of the value, of `type`, lie too far apart. */
  | 'window'
  /** `type` is too weak to join two persons. */
  | 'two-persons'
  /** The party's role, or the type of an end, is supporting evidence only. */
  | 'role'
  /** A person rejected the evidence. */
  | 'rejected';

export type EdgeState = { readonly joined: true } | { readonly joined: false; readonly code: BlockCode; readonly type?: string };

export interface ResolvedCluster {
  /** The oldest member: it gives the customer its id. */
  readonly customer: string;
  readonly members: readonly string[];
}

export interface Resolution {
  readonly clusters: readonly ResolvedCluster[];
  /** One for each edge of the graph, in its order. */
  readonly edges: readonly EdgeState[];
  /** One for each decision of the graph, in its order; for a link whether it could be honoured. */
  readonly decisions: readonly EdgeState[];
  readonly generic: ReadonlySet<string>;
  /**
   * For each edge, in order, of a generic value: the person (smallest tier 1 identifier of the customer as it stood when
   * the value was weighed) on the other side, where there is one.
   */
  readonly persons: readonly (string | undefined)[];
}

/** The content key of a piece of evidence: which identifier of which party of which event. Sorts like the triple. */
export function evidenceKey(eventId: string, party: number, ordinal: number): string {
  return `${eventId}/${(10_000 + party).toString().slice(1)}/${(100_000 + ordinal).toString().slice(1)}`;
}

const DAY = 86_400_000;

/** The UTC day of a time: windows are reckoned in whole days. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY);
}
