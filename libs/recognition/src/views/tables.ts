import type { TableSpec } from '#views';

/** The set of views that these tables are of. */
export const RECOGNITION = 'recognition';

/** Every identifier ever seen. Its customer is its cluster's. Times are milliseconds since the epoch. */
export const NODES = {
  name: 'nodes',
  columns: {
    handle: 'text',
    type: 'text',
    cluster: 'text',
    first_at: 'integer',
    first_key: 'text',
    generic: 'integer',
    sharers: 'integer',
    names: 'text',
    decided: 'integer',
  },
  key: ['handle'],
  indexes: [['cluster']],
} as const satisfies TableSpec;

export type NodeRow = {
  readonly handle: string;
  readonly type: string;
  /** Key of its cluster: one of the members, not necessarily the one that names the customer. */
  readonly cluster: string;
  readonly first_at: number;
  readonly first_key: string;
  readonly generic: number;
  /** How many persons share it, while it is generic; otherwise 0. */
  readonly sharers: number;
  /** JSON: by type, how many identifiers made from a name it was the hub of; where its rule limits them. */
  readonly names: string;
  /** 1: a decision names it. */
  readonly decided: number;
};

/** Identifiers that are one customer now. */
export const CLUSTERS = {
  name: 'clusters',
  columns: {
    root: 'text',
    customer: 'text',
    size: 'integer',
    first_at: 'integer',
    first_key: 'text',
    contested: 'integer',
    reused: 'integer',
    types: 'text',
  },
  key: ['root'],
  indexes: [['customer']],
} as const satisfies TableSpec;

export type ClusterRow = {
  readonly root: string;
  readonly customer: string;
  readonly size: number;
  readonly first_at: number;
  readonly first_key: string;
  /** 1: an edge at one of its members is blocked, or a decision names one, or one is generic. */
  readonly contested: number;
  /** 1: holds a value with a window that has more than one edge. */
  readonly reused: number;
  /** JSON: members by identifier type. */
  readonly types: string;
};

/**
 * Two identifiers of one party, hub first; `joins` 0 where the party's role or a type does not join. `hub` = `other`
 * where a party had one identifier only. `first_*`: its evidence with the smallest (time, key).
 */
export const EDGES = {
  name: 'edges',
  columns: {
    hub: 'text',
    other: 'text',
    joins: 'integer',
    first_at: 'integer',
    first_key: 'text',
    position: 'text',
    recorded_at: 'integer',
    last_at: 'integer',
    last_position: 'text',
    status: 'text',
    code: 'text',
    code_type: 'text',
    person: 'text',
  },
  key: ['hub', 'other', 'joins'],
  indexes: [['other']],
} as const satisfies TableSpec;

export type EdgeRow = {
  readonly hub: string;
  readonly other: string;
  readonly joins: number;
  readonly first_at: number;
  readonly first_key: string;
  readonly position: string;
  readonly recorded_at: number;
  readonly last_at: number;
  readonly last_position: string;
  /** `accepted`, `blocked`, `review` (blocked, and a person should look at it) or `rejected`. */
  readonly status: string;
  /** A `BlockCode` where it is blocked or rejected. */
  readonly code: string | null;
  readonly code_type: string | null;
  /** At a generic value: the person on the other side. */
  readonly person: string | null;
};

/** What was an edge's first evidence until earlier evidence was recorded; kept so that the graph as known at any past moment can be rebuilt. */
export const SUPERSEDED = {
  name: 'superseded',
  columns: {
    hub: 'text',
    other: 'text',
    joins: 'integer',
    first_at: 'integer',
    first_key: 'text',
    position: 'text',
    recorded_at: 'integer',
  },
  key: ['hub', 'other', 'joins', 'first_key'],
  indexes: [['other']],
} as const satisfies TableSpec;

export type SupersededRow = {
  readonly hub: string;
  readonly other: string;
  readonly joins: number;
  readonly first_at: number;
  readonly first_key: string;
  readonly position: string;
  readonly recorded_at: number;
};

/** UTC days on which an edge at a value with a window had evidence, and when that was first recorded. */
export const USES = {
  name: 'uses',
  columns: { hub: 'text', other: 'text', joins: 'integer', day: 'integer', recorded_at: 'integer' },
  key: ['hub', 'other', 'joins', 'day'],
  indexes: [['other']],
} as const satisfies TableSpec;

export type UseRow = {
  readonly hub: string;
  readonly other: string;
  readonly joins: number;
  readonly day: number;
  readonly recorded_at: number;
};

/** Every decision; the one recorded last on a pair stands. */
export const DECISIONS = {
  name: 'decisions',
  columns: {
    a: 'text',
    b: 'text',
    number: 'integer',
    verdict: 'text',
    decided_at: 'integer',
    recorded_at: 'integer',
    position: 'text',
    event_id: 'text',
    stream: 'text',
    schema_version: 'integer',
    actor: 'text',
    sealed_reason: 'text',
  },
  key: ['a', 'b', 'number'],
  indexes: [['b']],
} as const satisfies TableSpec;

export type DecisionRow = {
  readonly a: string;
  readonly b: string;
  /** 1, 2, 3... on its pair, in the order of recording. */
  readonly number: number;
  readonly verdict: string;
  readonly decided_at: number;
  readonly recorded_at: number;
  readonly position: string;
  readonly event_id: string;
  readonly stream: string;
  readonly schema_version: number;
  /** The id of who decided; for older events whom the request named. */
  readonly actor: string | null;
  readonly sealed_reason: string;
};

/** Ids that were a customer's once and are not now; the identifier of that handle tells which customer they lead to. */
export const ALIASES = {
  name: 'aliases',
  columns: { id: 'text', since: 'integer', position: 'text', how: 'text' },
  key: ['id'],
} as const satisfies TableSpec;

export type AliasRow = {
  readonly id: string;
  /** When it was recorded. */
  readonly since: number;
  readonly position: string;
  /** `merged` into another customer, or `renamed` because an older identifier of the same customer turned up. */
  readonly how: string;
};

/** The edges with status `review`: blocked for a reason that a person can settle, and nobody has decided on the pair. */
export const REVIEW = {
  name: 'review',
  columns: { hub: 'text', other: 'text', since: 'integer' },
  key: ['hub', 'other'],
  indexes: [['other'], ['since']],
} as const satisfies TableSpec;

export type ReviewRow = {
  readonly hub: string;
  readonly other: string;
  readonly since: number;
};

/** The persons that share a generic value, each with the number of edges that bring it there. */
export const SHARERS = {
  name: 'sharers',
  columns: { value: 'text', person: 'text', edges: 'integer' },
  key: ['value', 'person'],
} as const satisfies TableSpec;

export type SharerRow = {
  readonly value: string;
  readonly person: string;
  readonly edges: number;
};

export const RECOGNITION_TABLES: readonly TableSpec[] = [
  NODES,
  CLUSTERS,
  EDGES,
  SUPERSEDED,
  USES,
  DECISIONS,
  ALIASES,
  REVIEW,
  SHARERS,
];
