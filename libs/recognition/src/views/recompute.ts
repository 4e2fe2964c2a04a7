import type { EdgeState, GraphDecision, GraphEdge, GraphNode, Resolution, ResolvedCluster } from '../resolve/graph.js';
import { pairKey, resolve } from '../resolve/resolve.js';
import { graphDecisions } from '../resolve/standing-decisions.js';
import { isReviewable } from '../resolve/block-reasons.js';
import { ruleFor } from '../rules/rules.js';
import type { CustomerChanges } from './customer-changes.js';
import { loadComponent, type Component } from './load-component.js';
import { SharerCounts } from './sharer-counts.js';
import type { ClusterRow, EdgeRow, NodeRow } from './tables.js';
import type { WorkingSet } from './working-set.js';

/** Resolves the raw components of the seeds again and writes what came out differently. */
export async function recompute(seeds: ReadonlySet<string>, set: WorkingSet, changes: CustomerChanges): Promise<void> {
  const crossed = new Set<string>();
  for (;;) {
    const component = await loadComponent(seeds, crossed, set);
    const generic = presumedGeneric(component, crossed);
    const resolution = resolve(toGraph(component), set.rules, generic);
    const sharers = new SharerCounts();
    component.edges.forEach((edge, i) =>
      sharers.change(valueOf(edge, component, set), edge.person, resolution.persons[i] ?? null),
    );
    await sharers.fetch(set);

    // These values were presumed generic, by sharers outside this component too, and are not any more: load the
    // component again through all of their edges.
    const freed = [...generic.keys()].filter(
      (value) => !hasManyNames(value, set) && sharers.countAfter(value, set) <= genericOver(value, component, set),
    );
    if (freed.length === 0) {
      write(component, resolution, set, changes);
      sharers.write(set);
      return;
    }
    for (const value of freed) crossed.add(value);
  }
}

function presumedGeneric(component: Component, crossed: ReadonlySet<string>): Map<string, string> {
  const generic = new Map<string, string>();
  for (const [handle, { type }] of component.ghosts) generic.set(handle, type);
  for (const [handle, node] of component.members) if (node.generic && !crossed.has(handle)) generic.set(handle, node.type);
  return generic;
}

function genericOver(value: string, { members, ghosts }: Component, set: WorkingSet): number {
  const type = (members.get(value) ?? ghosts.get(value))?.type ?? '';
  return ruleFor(set.rules, type).genericOver ?? Number.POSITIVE_INFINITY;
}

/** Whether the value is generic by its number of names. Names are only ever added, so it stays generic. */
function hasManyNames(value: string, set: WorkingSet): boolean {
  const { type, names } = set.node(value);
  return set.types.most(names) > (ruleFor(set.rules, type).genericOverNames ?? Number.POSITIVE_INFINITY);
}

/** The end of an edge that may be generic because of the other: the one of the weaker tier. */
function valueOf(edge: EdgeRow, { members, ghosts }: Component, set: WorkingSet): string {
  const tierOf = (handle: string): number => ruleFor(set.rules, (members.get(handle) ?? ghosts.get(handle))?.type ?? '').tier;
  return tierOf(edge.hub) > tierOf(edge.other) ? edge.hub : edge.other;
}

function toGraph(component: Component): { nodes: GraphNode[]; edges: GraphEdge[]; decisions: GraphDecision[] } {
  return {
    nodes: [...component.members.values()].map(toGraphNode),
    edges: component.edges.map(toGraphEdge),
    decisions: graphDecisions(component.decisions.values()),
  };
}

function toGraphNode({ handle, type, first_at, first_key }: NodeRow): GraphNode {
  return { handle, type, firstAt: first_at, firstKey: first_key };
}

function toGraphEdge({ hub, other, joins, first_at, first_key, last_at }: EdgeRow): GraphEdge {
  return { hub, other, joins: joins === 1, firstAt: first_at, firstKey: first_key, lastAt: last_at };
}

function write(component: Component, resolution: Resolution, set: WorkingSet, changes: CustomerChanges): void {
  component.edges.forEach((edge, i) => {
    const state = resolution.edges[i];
    if (state) writeEdge(edge, state, resolution.persons[i] ?? null, component, set);
  });

  const contested = new Set<string>();
  const uses = new Map<string, number>();
  component.edges.forEach(({ hub, other }, i) => {
    const state = resolution.edges[i];
    for (const end of [hub, other]) {
      if (!state?.joined) contested.add(end);
      if (!state?.joined && state?.code === 'rejected') continue;
      uses.set(end, (uses.get(end) ?? 0) + 1);
    }
  });
  for (const { a, b, verdict } of component.decisions.values()) if (verdict !== 'dismiss') contested.add(a).add(b);
  for (const value of resolution.generic) contested.add(value);

  const former = new Map<string, ClusterRow>();
  for (const node of component.members.values()) former.set(node.cluster, set.clusterOf(node));
  if (changes.moved)
    for (const { customer, members } of resolution.clusters)
      for (const handle of members) {
        const before = former.get(component.members.get(handle)?.cluster ?? '')?.customer;
        if (before !== undefined && before !== customer) changes.moved.leaves(handle, before);
      }
  const kept = new Set<string>();
  const made = resolution.clusters.map((cluster) => {
    const row = clusterRow(cluster, component, { contested, uses }, set);
    const same = former.get(component.members.get(cluster.members[0] ?? '')?.cluster ?? '');
    const unchanged =
      same?.size === cluster.members.length &&
      cluster.members.every((handle) => component.members.get(handle)?.cluster === same.root);
    if (!unchanged) return { row, members: cluster.members };
    kept.add(same.root);
    return { row: { ...row, root: same.root }, members: [] };
  });
  for (const cluster of former.values()) {
    changes.touch(cluster);
    if (!kept.has(cluster.root)) set.clusters.remove(cluster.root);
  }
  for (const { row, members } of made) {
    const formerCustomer = former.get(component.members.get(row.customer)?.cluster ?? '')?.customer;
    if (formerCustomer !== undefined) changes.cameFrom(row.customer, formerCustomer);
    changes.touch(row, true);
    const known = set.clusters.get(row.root);
    if (!known || !sameRow(known, row)) set.clusters.put(row);
    for (const handle of members) writeNode(handle, { cluster: row.root }, set);
  }
  for (const { handle } of component.members.values())
    writeNode(handle, { generic: resolution.generic.has(handle) ? 1 : 0 }, set);
}

function clusterRow(
  { customer, members }: ResolvedCluster,
  component: Component,
  { contested, uses }: { readonly contested: ReadonlySet<string>; readonly uses: ReadonlyMap<string, number> },
  set: WorkingSet,
): ClusterRow {
  const nodes = members.flatMap((handle) => component.members.get(handle) ?? []);
  const oldest = set.node(customer);
  const reused = nodes.some(
    ({ handle, type }) => ruleFor(set.rules, type).windowDays !== undefined && (uses.get(handle) ?? 0) > 1,
  );
  return {
    root: customer,
    customer,
    size: members.length,
    first_at: oldest.first_at,
    first_key: oldest.first_key,
    contested: members.some((handle) => contested.has(handle)) ? 1 : 0,
    reused: reused ? 1 : 0,
    types: set.types.count(nodes.map(({ type }) => type)),
  };
}

function writeNode(handle: string, change: { readonly cluster?: string; readonly generic?: number }, set: WorkingSet): void {
  const node = set.node(handle);
  const changed = { ...node, ...change };
  if (!sameRow(node, changed)) set.nodes.put(changed);
}

function writeEdge(edge: EdgeRow, state: EdgeState, person: string | null, component: Component, set: WorkingSet): void {
  const decided = component.decisions.has(pairKey(edge.hub, edge.other));
  const changed: EdgeRow = {
    ...edge,
    status: statusOf(state, decided),
    code: state.joined ? null : state.code,
    code_type: state.joined ? null : (state.type ?? null),
    person,
  };
  if (sameRow(edge, changed)) return;
  set.edges.put(changed);
  if (changed.status === 'review') set.review.put({ hub: edge.hub, other: edge.other, since: edge.first_at });
  else if (edge.status === 'review') set.review.remove(edge.hub, edge.other);
}

function statusOf(state: EdgeState, decided: boolean): string {
  if (state.joined) return 'accepted';
  if (state.code === 'rejected') return 'rejected';
  return isReviewable(state.code) && !decided ? 'review' : 'blocked';
}

function sameRow<R extends Readonly<Record<string, string | number | null>>>(a: R, b: R): boolean {
  return Object.keys(a).every((column) => a[column] === b[column]);
}
