import type { RecordedParty, TouchpointRecorded } from '#events';
import { dayOf, evidenceKey } from '../resolve/graph.js';
import { compareText, isNameType, ruleFor, type Rules } from '../rules/rules.js';
import type { CustomerChanges } from './customer-changes.js';
import type { ClusterRow, EdgeRow, NodeRow } from './tables.js';
import type { WorkingSet } from './working-set.js';

/** Two identifiers of one party of an event, as evidence of their edge. `hub` = `other` for a party with one identifier. */
interface Evidence {
  readonly hub: string;
  readonly other: string;
  readonly joins: number;
  readonly at: number;
  readonly key: string;
  readonly position: string;
  readonly recordedAt: number;
}

/** What an event does while it is folded. */
export interface EventFold {
  readonly set: WorkingSet;
  readonly changes: CustomerChanges;
  /** Identifiers whose component must be resolved again once all evidence of the event is in. */
  readonly seeds: Set<string>;
  /** Handles that a decision names, of those not seen before this event. */
  readonly decided: ReadonlySet<string>;
}

/**
 * Puts a touchpoint's evidence in the graph. Where no rule can possibly object (the usual case) clusters are united on
 * the spot; otherwise the ends go into `fold.seeds`. All rows that the event names must have been fetched.
 */
export async function recordEvidence(event: TouchpointRecorded, fold: EventFold): Promise<void> {
  const at = Date.parse(event.data.occurredAt);
  const position = String(event.position);
  for (const [partyIndex, party] of event.data.parties.entries()) {
    const [hub, ...others] = party.identifiers;
    if (!hub) continue;
    if (addsNoEvidence(party, at, fold.set)) {
      for (const key of edgesOf(party, fold.set.rules)) seeAgain(fold.set.edges.get(...key), at, position, fold.set);
      continue;
    }
    const keys = party.identifiers.map((_, i) => evidenceKey(event.id, partyIndex, i));
    for (const [i, { handle, type }] of party.identifiers.entries()) await seeNode(handle, type, at, keys[i] ?? '', fold);
    const { recordedAt } = event;
    if (others.length === 0)
      await seeEdge({ hub: hub.handle, other: hub.handle, joins: 1, at, key: keys[0] ?? '', position, recordedAt }, fold);
    const hubJoins = mayJoin(fold.set.rules, hub);
    for (const [i, other] of others.entries()) {
      const joins = hubJoins && mayJoin(fold.set.rules, other) ? 1 : 0;
      await seeEdge({ hub: hub.handle, other: other.handle, joins, at, key: keys[i + 1] ?? '', position, recordedAt }, fold);
    }
  }
}

/** Hub, other, joins. */
type EdgeKey = [string, string, number];

/** The keys of the edges that a touchpoint is evidence of. */
export function edgeKeysOf(event: TouchpointRecorded, rules: Rules): EdgeKey[] {
  return event.data.parties.flatMap((party) => edgesOf(party, rules));
}

function edgesOf({ identifiers: [hub, ...others] }: RecordedParty, rules: Rules): EdgeKey[] {
  if (!hub) return [];
  if (others.length === 0) return [[hub.handle, hub.handle, 1]];
  const hubJoins = mayJoin(rules, hub);
  return others.map((other): EdgeKey => [hub.handle, other.handle, hubJoins && mayJoin(rules, other) ? 1 : 0]);
}

/**
 * Whether all that a party stated was stated together before, earlier than `at`, and no window is at stake: then nothing
 * but when it was seen last can change, and its nodes need not be known. Once true of a party, evidence of other parties
 * does not make it false. The edges must have been fetched.
 */
export function addsNoEvidence(party: RecordedParty, at: number, { edges, rules }: WorkingSet): boolean {
  if (party.identifiers.length > 1 && party.identifiers.some(({ type }) => ruleFor(rules, type).windowDays !== undefined))
    return false;
  return edgesOf(party, rules).every((key) => {
    const edge = edges.get(...key);
    return edge !== undefined && at > edge.first_at;
  });
}

function seeAgain(edge: EdgeRow | undefined, at: number, position: string, set: WorkingSet): void {
  if (edge && at >= edge.last_at) set.edges.put({ ...edge, last_at: at, last_position: position });
}

/** The keys of the uses that a touchpoint may be evidence of: one for each of its edges at a value with a window. */
export function useKeysOf(event: TouchpointRecorded, rules: Rules): [string, string, number, number][] {
  const day = dayOf(Date.parse(event.data.occurredAt));
  return event.data.parties.flatMap(({ identifiers: [hub, ...others] }) => {
    if (!hub) return [];
    const hubIsTimed = ruleFor(rules, hub.type).windowDays !== undefined;
    const hubJoins = mayJoin(rules, hub);
    return others
      .filter(({ type }) => hubIsTimed || ruleFor(rules, type).windowDays !== undefined)
      .map((other): [string, string, number, number] => [
        hub.handle,
        other.handle,
        hubJoins && mayJoin(rules, other) ? 1 : 0,
        day,
      ]);
  });
}

function mayJoin(rules: Rules, identifier: { readonly type: string; readonly role?: string }): boolean {
  const { joins, joiningRoles } = ruleFor(rules, identifier.type);
  return joins && (identifier.role === undefined || (joiningRoles?.includes(identifier.role) ?? true));
}

async function seeNode(handle: string, type: string, at: number, key: string, fold: EventFold): Promise<void> {
  const { set, changes, seeds } = fold;
  const node = set.nodes.get(handle);
  if (!node) {
    const first = { first_at: at, first_key: key };
    const decided = fold.decided.has(handle);
    set.nodes.put({ handle, type, cluster: handle, ...first, generic: 0, sharers: 0, names: '{}', decided: decided ? 1 : 0 });
    const cluster = {
      root: handle,
      customer: handle,
      size: 1,
      ...first,
      contested: 0,
      reused: 0,
      types: set.types.count([type]),
    };
    set.clusters.add(cluster);
    changes.nodeAppeared(handle);
    changes.touch(cluster, true);
    if (decided) seeds.add(handle);
  } else if (earlier(at, key, node.first_at, node.first_key)) {
    set.nodes.put({ ...node, first_at: at, first_key: key });
    const cluster = set.clusterOf(node);
    if (!settled(cluster, set)) seeds.add(handle);
    if (handle === cluster.customer || earlier(at, key, cluster.first_at, cluster.first_key)) {
      changes.touch(cluster);
      if (changes.moved && handle !== cluster.customer) leave(cluster, await membersOf(cluster, set), changes);
      set.clusters.put({ ...cluster, customer: handle, first_at: at, first_key: key });
    }
  }
}

async function seeEdge(evidence: Evidence, fold: EventFold): Promise<void> {
  const { set, seeds } = fold;
  const { hub, other, joins, at, key, position, recordedAt } = evidence;
  const edge = set.edges.get(hub, other, joins);
  const mayMove = joins === 1 && hub !== other;
  const [from, to] = [set.node(hub), set.node(other)];
  const timed = hub !== other && (isTimed(from, set.rules) || isTimed(to, set.rules));
  if (timed && (!edge || dayOf(edge.last_at) !== dayOf(at))) seeUse(evidence, set);
  if (!edge) {
    const times = { first_at: at, first_key: key, position, recorded_at: recordedAt, last_at: at, last_position: position };
    set.edges.put({ hub, other, joins, ...times, ...stateAtFirst(from, to, joins), person: null });
    if (!mayMove) return;
    const oneTooMany = countName(from, to, set);
    if (oneTooMany || !(await joinFreely(from, to, fold))) seeds.add(hub).add(other);
    return;
  }
  let changed: EdgeRow | undefined;
  if (earlier(at, key, edge.first_at, edge.first_key)) {
    const { first_at, first_key, position: formerPosition, recorded_at } = edge;
    set.superseded.put({ hub, other, joins, first_at, first_key, position: formerPosition, recorded_at });
    changed = { ...edge, first_at: at, first_key: key, position, recorded_at: recordedAt };
    if (edge.status === 'review') set.review.put({ hub, other, since: at });
    if (mayMove && !(settled(set.clusterOf(from), set) && settled(set.clusterOf(to), set))) seeds.add(hub).add(other);
  }
  if (at >= edge.last_at) {
    changed = { ...(changed ?? edge), last_at: at, last_position: position };
    if (timed && mayMove && dayOf(at) !== dayOf(edge.last_at) && (set.clusterOf(from).contested || set.clusterOf(to).contested)) {
      seeds.add(hub).add(other);
    }
  }
  if (changed) set.edges.put(changed);
}

/** Counts a new name of a hub; says whether it is the one that makes the hub generic. */
function countName(hub: NodeRow, other: NodeRow, set: WorkingSet): boolean {
  const most = ruleFor(set.rules, hub.type).genericOverNames;
  if (most === undefined || !isNameType(set.rules, other.type)) return false;
  const names = set.types.merge(hub.names, set.types.count([other.type]));
  set.nodes.put({ ...hub, names });
  return !hub.generic && set.types.most(names) > most;
}

/** The state of a new edge. One between two generic values belongs to no component, so it is never resolved: it is blocked here. */
function stateAtFirst(from: NodeRow, to: NodeRow, joins: number): Pick<EdgeRow, 'status' | 'code' | 'code_type'> {
  if (joins === 0) return { status: 'blocked', code: 'role', code_type: null };
  if (from.generic && to.generic && from !== to) return { status: 'blocked', code: 'generic', code_type: from.type };
  return { status: 'accepted', code: null, code_type: null };
}

function seeUse({ hub, other, joins, at, recordedAt }: Evidence, set: WorkingSet): void {
  const day = dayOf(at);
  if (!set.uses.get(hub, other, joins, day)) set.uses.put({ hub, other, joins, day, recorded_at: recordedAt });
}

/** Accepts a new edge if no rule can object, whatever else is in the component; says whether it did. */
async function joinFreely(from: NodeRow, to: NodeRow, fold: EventFold): Promise<boolean> {
  const { set } = fold;
  const [left, right] = [set.clusterOf(from), set.clusterOf(to)];
  const leaf =
    (isFreeLeaf(from, left, fold) && !to.generic && !isTimed(to, set.rules)) ||
    (isFreeLeaf(to, right, fold) && !from.generic && !isTimed(from, set.rules));
  if (!leaf) {
    const types = left.root === right.root ? left.types : set.types.merge(left.types, right.types);
    if (left.contested || right.contested || left.reused || right.reused || !set.types.free(types)) return false;
    if (isTimed(from, set.rules) && left.size > 1) return false;
    if (isTimed(to, set.rules) && right.size > 1) return false;
  }
  if (left.root !== right.root) await unite(left, right, fold);
  return true;
}

/** Whether the node is alone in its cluster and of a type that no limit, window or guard looks at: joining it affects no other edge. */
function isFreeLeaf(node: NodeRow, cluster: ClusterRow, { set, decided }: EventFold): boolean {
  if (cluster.size > 1 || cluster.contested || decided.has(node.handle)) return false;
  const { tier, limit, genericOver, windowDays, joinsPersons } = ruleFor(set.rules, node.type);
  return tier > 1 && !limit && genericOver === undefined && windowDays === undefined && joinsPersons;
}

async function unite(left: ClusterRow, right: ClusterRow, { set, changes }: EventFold): Promise<void> {
  changes.touch(left);
  changes.touch(right);
  const [into, from] =
    left.size > right.size || (left.size === right.size && left.root < right.root)
      ? ([left, right] as const)
      : ([right, left] as const);
  const moved = await membersOf(from, set);
  const oldest = earlier(from.first_at, from.first_key, into.first_at, into.first_key) ? from : into;
  if (oldest === into) leave(from, moved, changes);
  else if (changes.moved) leave(into, await membersOf(into, set), changes);
  for (const node of moved) set.nodes.put({ ...node, cluster: into.root });
  set.clusters.remove(from.root);
  set.clusters.put({
    ...into,
    customer: oldest.customer,
    first_at: oldest.first_at,
    first_key: oldest.first_key,
    size: left.size + right.size,
    contested: left.contested | right.contested,
    reused: left.reused | right.reused,
    types: set.types.merge(left.types, right.types),
  });
}

async function membersOf(cluster: ClusterRow, set: WorkingSet): Promise<readonly NodeRow[]> {
  return cluster.size === 1 ? [set.node(cluster.root)] : set.nodes.fetchBy(['cluster'], [[cluster.root]]);
}

function leave({ customer }: ClusterRow, members: readonly NodeRow[], { moved }: CustomerChanges): void {
  if (moved) for (const { handle } of members) moved.leaves(handle, customer);
}

/** Whether no edge in the cluster is blocked or can be, so that the order of its evidence does not matter. */
function settled(cluster: ClusterRow, set: WorkingSet): boolean {
  return !cluster.contested && !cluster.reused && set.types.free(cluster.types);
}

function isTimed(node: NodeRow, rules: Rules): boolean {
  return ruleFor(rules, node.type).windowDays !== undefined;
}

function earlier(at: number, key: string, thanAt: number, thanKey: string): boolean {
  return at < thanAt || (at === thanAt && compareText(key, thanKey) < 0);
}
