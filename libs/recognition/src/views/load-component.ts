import { pairKey } from '../resolve/resolve.js';
import { standingDecisions } from '../resolve/standing-decisions.js';
import type { DecisionRow, EdgeRow, NodeRow } from './tables.js';
import type { WorkingSet } from './working-set.js';

/** A raw component: what must be resolved together. */
export interface Component {
  readonly members: ReadonlyMap<string, NodeRow>;
  /** Generic values next to it, where it ends: their edges into it are in `edges`, they are not members. */
  readonly ghosts: ReadonlyMap<string, NodeRow>;
  /** Every edge between members or from a member to a ghost that may join, and the rejected ones. */
  readonly edges: readonly EdgeRow[];
  /** The decisions that stand, by pair, and name a member. */
  readonly decisions: ReadonlyMap<string, DecisionRow>;
}

/**
 * Everything that hangs together with the seeds: by edges, also blocked ones, and by manual links. It ends at generic
 * values, because their edges join nothing; those in `crossed` are walked through like any other, with all their edges.
 * A seed is a member in any case, and edges from one seed to another are in it.
 */
export async function loadComponent(
  seeds: ReadonlySet<string>,
  crossed: ReadonlySet<string>,
  set: WorkingSet,
): Promise<Component> {
  const members = new Map<string, NodeRow>();
  const ghosts = new Map<string, NodeRow>();
  const edges = new Map<string, EdgeRow>();
  const decisions = new Map<string, DecisionRow>();
  /** Named by a decision, but never yet by a touchpoint. */
  const unseen = new Set<string>();
  let byEdge = new Set<string>();
  let byLink = new Set(seeds);
  while (byEdge.size + byLink.size > 0) {
    const reached = [...new Set([...byLink, ...byEdge])];
    await set.nodes.fetch(reached.map((handle) => [handle]));
    const entered: NodeRow[] = [];
    for (const handle of reached) {
      const node = set.nodes.get(handle);
      if (!node) {
        unseen.add(handle);
        continue;
      }
      if (node.generic && !crossed.has(handle) && !byLink.has(handle)) ghosts.set(handle, node);
      else entered.push(node);
    }
    for (const node of entered) {
      members.set(node.handle, node);
      ghosts.delete(node.handle);
    }
    const named = entered.filter(({ decided }) => decided).map(({ handle }) => handle);
    for (const [key, decision] of await loadStanding(named, set)) decisions.set(key, decision);
    const open = entered.filter((node) => !node.generic || crossed.has(node.handle)).map(({ handle }) => handle);
    const touching = await set.edges.fetchByEither(['hub', 'other'], open);

    byEdge = new Set();
    byLink = new Set();
    for (const edge of touching) {
      if (edge.joins === 0 || edge.hub === edge.other) continue;
      edges.set(`${edge.hub} ${edge.other}`, edge);
      if (decisions.get(pairKey(edge.hub, edge.other))?.verdict === 'reject-edge') continue;
      for (const end of [edge.hub, edge.other]) if (!members.has(end) && !ghosts.has(end)) byEdge.add(end);
    }
    for (const decision of decisions.values()) {
      if (decision.verdict !== 'link') continue;
      for (const end of [decision.a, decision.b]) if (!members.has(end) && !unseen.has(end)) byLink.add(end);
    }
  }
  const genericSeeds = [...seeds].filter((handle) => members.get(handle)?.generic);
  const pairs = genericSeeds.flatMap((hub) =>
    genericSeeds.filter((other) => other !== hub).map((other) => [hub, other] as const),
  );
  await set.edges.fetch(pairs.map((pair) => [...pair, 1]));
  for (const [hub, other] of pairs) {
    const edge = set.edges.get(hub, other, 1);
    if (edge) edges.set(`${hub} ${other}`, edge);
  }
  await set.clusters.fetch([...members.values()].map(({ cluster }) => [cluster]));
  return { members, ghosts, edges: [...edges.values()], decisions };
}

async function loadStanding(handles: readonly string[], set: WorkingSet): Promise<Map<string, DecisionRow>> {
  return standingDecisions(await set.decisions.fetchByEither(['a', 'b'], handles));
}
