import type { ViewReader, Value } from '#views';
import type { BlockCode } from '../../resolve/graph.js';
import { standingDecisions } from '../../resolve/standing-decisions.js';
import type { DecisionRow } from '../../views/tables.js';

export interface KnownNode {
  readonly handle: string;
  readonly type: string;
  readonly firstAt: number;
  readonly generic: boolean;
  /** How many persons share it; 0 unless it is generic. */
  readonly sharers: number;
  readonly customer: string;
}

export interface KnownEdge {
  readonly hub: string;
  readonly other: string;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the event that made it. */
  readonly position: string;
  /** Of the event in which it was last seen. */
  readonly lastPosition: string;
  readonly joined: boolean;
  readonly code?: BlockCode;
  readonly codeType?: string;
}

/** A part of the identity graph as it is, or was: some customers, what is tied to them, and what was decided about them. */
export interface KnownGraph {
  readonly nodes: ReadonlyMap<string, KnownNode>;
  /** Without those of parties that had one identifier only. */
  readonly edges: readonly KnownEdge[];
  /** Decisions that stand. */
  readonly decisions: readonly DecisionRow[];
}

/** Most edges of one customer that are read for display; the earliest first. A switchboard can have any number. */
const MOST_EDGES = 2_000;
const MOST_PARAMETERS = 500;

/** The customers as they are now, with their edges, the blocked ones to others too. */
export async function presentGraph(reader: ViewReader, customers: readonly string[]): Promise<KnownGraph> {
  const members = await selectIn<NodeWithCustomer>(
    reader,
    customers,
    (
      marks,
    ) => `SELECT n.handle, n.type, n.first_at, n.generic, n.sharers, c.customer FROM clusters c JOIN nodes n ON n.cluster = c.root
      WHERE c.customer IN (${marks}) ORDER BY n.first_at, n.first_key`,
  );
  const handles = members.map(({ handle }) => handle);
  const edges = new Map<string, PresentEdge>();
  for (const column of ['hub', 'other'] as const) {
    const rows = await selectIn<PresentEdge>(
      reader,
      handles,
      (marks) => `SELECT hub, other, joins, first_at, last_at, position, last_position, status, code, code_type FROM edges
        WHERE ${column} IN (${marks}) AND hub <> other ORDER BY first_at, first_key LIMIT ${MOST_EDGES}`,
    );
    for (const row of rows) edges.set(`${row.hub} ${row.other} ${row.joins}`, row);
  }
  const decisions = await decisionsOn(reader, handles);
  const nodes = new Map(members.map((row) => [row.handle, toKnownNode(row)]));
  const far = new Set(
    [...edges.values(), ...decisions.map(({ a, b }) => ({ hub: a, other: b }))].flatMap(({ hub, other }) => [hub, other]),
  );
  const others = await selectIn<NodeWithCustomer>(
    reader,
    [...far].filter((handle) => !nodes.has(handle)),
    (
      marks,
    ) => `SELECT n.handle, n.type, n.first_at, n.generic, n.sharers, c.customer FROM nodes n JOIN clusters c ON c.root = n.cluster
      WHERE n.handle IN (${marks}) ORDER BY n.first_at, n.first_key`,
  );
  for (const row of others) nodes.set(row.handle, toKnownNode(row));
  return { nodes, edges: [...edges.values()].map(toKnownEdge), decisions: [...standingDecisions(decisions).values()] };
}

/** Every decision ever made about these handles. */
export async function decisionsOn(reader: ViewReader, handles: readonly string[]): Promise<DecisionRow[]> {
  const byA = await selectIn<DecisionRow>(reader, handles, (marks) => `SELECT * FROM decisions WHERE a IN (${marks})`);
  const byB = await selectIn<DecisionRow>(reader, handles, (marks) => `SELECT * FROM decisions WHERE b IN (${marks})`);
  return [...new Map([...byA, ...byB].map((row) => [`${row.a} ${row.b} ${row.number}`, row])).values()];
}

/** Runs a query with a list of any length as its only parameters, in bounded pieces. `sql` gets the question marks. */
export async function selectIn<R extends Readonly<Record<string, Value>>>(
  reader: ViewReader,
  values: readonly string[],
  sql: (marks: string) => string,
): Promise<R[]> {
  const rows: R[] = [];
  for (let from = 0; from < values.length; from += MOST_PARAMETERS) {
    const piece = values.slice(from, from + MOST_PARAMETERS);
    for (const row of await reader.all<R>(sql(piece.map(() => '?').join(', ')), piece)) rows.push(row);
  }
  return rows;
}

type NodeWithCustomer = {
  readonly handle: string;
  readonly type: string;
  readonly first_at: number;
  readonly generic: number;
  readonly sharers: number;
  readonly customer: string;
};

type PresentEdge = {
  readonly hub: string;
  readonly other: string;
  readonly joins: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly position: string;
  readonly last_position: string;
  readonly status: string;
  readonly code: BlockCode | null;
  readonly code_type: string | null;
};

function toKnownNode({ handle, type, first_at, generic, sharers, customer }: NodeWithCustomer): KnownNode {
  return { handle, type, firstAt: first_at, generic: generic === 1, sharers, customer };
}

function toKnownEdge(row: PresentEdge): KnownEdge {
  const { hub, other, first_at, last_at, position, last_position, status, code, code_type } = row;
  return {
    hub,
    other,
    firstAt: first_at,
    lastAt: last_at,
    position,
    lastPosition: last_position,
    joined: status === 'accepted',
    ...(code === null ? {} : { code }),
    ...(code_type === null ? {} : { codeType: code_type }),
  };
}
