import type { AsOf } from '#events';
import type { ViewReader } from '#views';
import type { DecisionRow } from '../../views/tables.js';
import type { GraphNode } from '../../resolve/graph.js';
import { byFirst, pairKey, resolve } from '../../resolve/resolve.js';
import { graphDecisions, standingDecisions } from '../../resolve/standing-decisions.js';
import type { Rules } from '../../rules/rules.js';
import { decisionsOn, selectIn, type KnownEdge, type KnownGraph, type KnownNode } from './known-graph.js';
import { edgesAt, hasHappened, type PastEdge } from './past-edges.js';

/** A value that is generic now is looked through only if it has no more edges than this; else it is taken as generic then too. */
const MOST_EDGES_CROSSED = 300;
/** From this many identifiers on, no more generic values are looked through. */
const MOST_NODES_CROSSED = 5_000;

type NodeInView = { readonly handle: string; readonly type: string; readonly generic: number; readonly sharers: number };

interface Walk {
  readonly members: Map<string, NodeInView>;
  /** Members and neighbours that are taken as generic, with their types. */
  readonly presumed: Map<string, string>;
  readonly edges: Map<string, PastEdge>;
  readonly decisions: Map<string, DecisionRow>;
}

/** `sightings`: all edges, those of parties with one identifier too: where each identifier was seen. */
interface PastGraph extends KnownGraph {
  readonly sightings: readonly PastEdge[];
}

/**
 * The graph around these handles as it was at a moment, resolved again by the same rules: what the events that had
 * occurred by `asOf` and were recorded by `knownAt` give. Windows are reckoned in whole days: that of `asOf` counts.
 * Exact, but for values that are generic now and have more than 300 edges: they count as generic at the moment too.
 */
export async function pastGraph(reader: ViewReader, rules: Rules, around: readonly string[], moment: AsOf): Promise<PastGraph> {
  const { members, presumed, edges, decisions } = await walk(reader, rules, around, moment);
  const joining = [...edges.values()];
  const nodes = nodesOf(joining, members);
  const known = new Set(nodes.map(({ handle }) => handle));
  const standing = [...decisions.values()];
  const resolution = resolve({ nodes, edges: joining, decisions: graphDecisions(standing) }, rules, presumed);
  const customerOf = new Map(
    resolution.clusters.flatMap(({ customer, members: inside }) => inside.map((handle) => [handle, customer] as const)),
  );
  const sharers = new Map<string, Set<string>>();
  joining.forEach((edge, i) => {
    const person = resolution.persons[i];
    if (person === undefined) return;
    for (const end of [edge.hub, edge.other])
      if (resolution.generic.has(end)) sharers.set(end, (sharers.get(end) ?? new Set()).add(person));
  });
  const shown = nodes.map(({ handle, type, firstAt }): KnownNode => {
    const generic = resolution.generic.has(handle);
    return {
      handle,
      type,
      firstAt,
      generic,
      sharers: generic ? (sharers.get(handle)?.size ?? 0) : 0,
      customer: customerOf.get(handle) ?? handle,
    };
  });
  for (const [handle, type] of presumed) {
    if (!known.has(handle))
      shown.push({ handle, type, firstAt: 0, generic: true, sharers: sharers.get(handle)?.size ?? 0, customer: handle });
  }
  for (const node of await supportingEnds(reader, joining, new Set(shown.map(({ handle }) => handle)))) shown.push(node);
  return {
    nodes: new Map(shown.map((node) => [node.handle, node])),
    edges: joining.flatMap((edge, i): KnownEdge[] => {
      if (edge.hub === edge.other) return [];
      const state = resolution.edges[i];
      const { hub, other, firstAt, lastAt, position, lastPosition } = edge;
      const common = { hub, other, firstAt, lastAt, position, lastPosition };
      if (!state || state.joined) return [{ ...common, joined: true }];
      return [{ ...common, joined: false, code: state.code, ...(state.type === undefined ? {} : { codeType: state.type }) }];
    }),
    decisions: standing,
    sightings: joining,
  };
}

/** Identifiers that only support: edges lead to them, but the walk ends before them. They are customers of their own. */
async function supportingEnds(reader: ViewReader, edges: readonly PastEdge[], shown: ReadonlySet<string>): Promise<KnownNode[]> {
  const firstAt = new Map<string, number>();
  for (const { hub, other, firstAt: at } of edges) {
    for (const end of [hub, other]) if (!shown.has(end)) firstAt.set(end, Math.min(at, firstAt.get(end) ?? at));
  }
  const rows = await selectIn<NodeInView>(
    reader,
    [...firstAt.keys()],
    (marks) => `SELECT handle, type, generic, sharers FROM nodes WHERE handle IN (${marks})`,
  );
  return rows.map(({ handle, type }) => ({
    handle,
    type,
    firstAt: firstAt.get(handle) ?? 0,
    generic: false,
    sharers: 0,
    customer: handle,
  }));
}

async function walk(reader: ViewReader, rules: Rules, around: readonly string[], moment: AsOf): Promise<Walk> {
  const found: Walk = { members: new Map(), presumed: new Map(), edges: new Map(), decisions: new Map() };
  const unseen = new Set<string>();
  let byLink = new Set(around);
  let byEdge = new Set<string>();
  while (byLink.size + byEdge.size > 0) {
    const reached = [...new Set([...byLink, ...byEdge])];
    const nodes = await selectIn<NodeInView>(
      reader,
      reached,
      (marks) => `SELECT handle, type, generic, sharers FROM nodes WHERE handle IN (${marks})`,
    );
    for (const handle of reached) unseen.add(handle);
    for (const { handle } of nodes) unseen.delete(handle);
    const entered: string[] = [];
    const open: string[] = [];
    for (const node of nodes) {
      const closed = node.generic === 1 && !(found.members.size < MOST_NODES_CROSSED && (await hasFewEdges(reader, node.handle)));
      if (closed) found.presumed.set(node.handle, node.type);
      if (closed && !byLink.has(node.handle)) continue;
      found.members.set(node.handle, node);
      entered.push(node.handle);
      if (!closed) open.push(node.handle);
    }
    for (const edge of await edgesAt(reader, rules, open, moment)) {
      found.edges.set(`${edge.hub} ${edge.other} ${Number(edge.joins)}`, edge);
    }
    const made = (await decisionsOn(reader, entered)).filter((row) => hasHappened(row.decided_at, row.recorded_at, moment));
    for (const [key, decision] of standingDecisions(made)) found.decisions.set(key, decision);

    byLink = new Set();
    byEdge = new Set();
    const isNew = (handle: string): boolean => !found.members.has(handle) && !unseen.has(handle);
    for (const { hub, other, joins } of found.edges.values()) {
      if (!joins || found.decisions.get(pairKey(hub, other))?.verdict === 'reject-edge') continue;
      for (const end of [hub, other]) if (isNew(end) && !found.presumed.has(end)) byEdge.add(end);
    }
    for (const { a, b, verdict } of found.decisions.values()) {
      if (verdict === 'link') for (const end of [a, b]) if (isNew(end)) byLink.add(end);
    }
  }
  return found;
}

/** The members that had been seen, each with its first evidence: every edge at a member is there, also those that do not join. */
function nodesOf(edges: readonly PastEdge[], members: ReadonlyMap<string, NodeInView>): GraphNode[] {
  const first = new Map<string, GraphNode>();
  for (const { hub, other, firstAt, firstKey } of edges) {
    for (const [handle, key] of [[hub, `${firstKey.slice(0, -5)}00000`] as const, [other, firstKey] as const]) {
      const type = members.get(handle)?.type;
      if (type === undefined) continue;
      const node = { handle, type, firstAt, firstKey: key };
      const known = first.get(handle);
      if (!known || byFirst(node, known) < 0) first.set(handle, node);
    }
  }
  return [...first.values()];
}

async function hasFewEdges(reader: ViewReader, handle: string): Promise<boolean> {
  const rows = await reader.all(
    `SELECT hub FROM edges WHERE hub = ? UNION ALL SELECT hub FROM edges WHERE other = ? LIMIT ${MOST_EDGES_CROSSED + 1}`,
    [handle, handle],
  );
  return rows.length <= MOST_EDGES_CROSSED;
}
