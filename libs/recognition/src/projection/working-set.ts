import type { UnitOfWork } from '#views';
import type { Rules } from '../rules/rules.js';
import { CachedTable } from './cached-table.js';
import { ClusterTypes } from './cluster-types.js';
import {
  ALIASES,
  CLUSTERS,
  DECISIONS,
  EDGES,
  NODES,
  REVIEW,
  SHARERS,
  SUPERSEDED,
  USES,
  type AliasRow,
  type ClusterRow,
  type DecisionRow,
  type EdgeRow,
  type NodeRow,
  type ReviewRow,
  type SharerRow,
  type SupersededRow,
  type UseRow,
} from './tables.js';

/** A row that the projection relies on is not there: the edition is damaged and must be rebuilt. */
class BrokenGraphError extends Error {
  readonly code = 'broken-identity-graph';
  constructor(what: string) {
    super(`The identity view is damaged (${what}). Rebuild it: touchstone views rebuild.`);
  }
}

/** All tables of recognition during a batch. */
export class WorkingSet {
  readonly nodes: CachedTable<NodeRow>;
  readonly clusters: CachedTable<ClusterRow>;
  readonly edges: CachedTable<EdgeRow>;
  readonly superseded = new CachedTable<SupersededRow>(SUPERSEDED, 0);
  readonly uses = new CachedTable<UseRow>(USES, 0);
  readonly decisions = new CachedTable<DecisionRow>(DECISIONS, 0);
  readonly aliases = new CachedTable<AliasRow>(ALIASES, 0);
  readonly review = new CachedTable<ReviewRow>(REVIEW, 0);
  readonly sharers = new CachedTable<SharerRow>(SHARERS, 0);
  readonly types: ClusterTypes;

  constructor(
    readonly rules: Rules,
    keep: number,
  ) {
    this.nodes = new CachedTable(NODES, keep);
    this.clusters = new CachedTable(CLUSTERS, keep);
    this.edges = new CachedTable(EDGES, keep);
    this.types = new ClusterTypes(rules);
  }

  begin(unit: UnitOfWork): void {
    for (const table of this.#all()) table.begin(unit);
  }

  async commit(): Promise<void> {
    for (const table of this.#all()) await table.flush();
    for (const table of this.#all()) table.end();
  }

  drop(): void {
    for (const table of this.#all()) table.drop();
  }

  node(handle: string): NodeRow {
    const node = this.nodes.get(handle);
    if (!node) throw new BrokenGraphError(`no node ${handle}`);
    return node;
  }

  clusterOf(node: NodeRow): ClusterRow {
    const cluster = this.clusters.get(node.cluster);
    if (!cluster) throw new BrokenGraphError(`no cluster ${node.cluster}`);
    return cluster;
  }

  #all(): { begin(unit: UnitOfWork): void; flush(): Promise<void>; end(): void; drop(): void }[] {
    return [
      this.nodes,
      this.clusters,
      this.edges,
      this.superseded,
      this.uses,
      this.decisions,
      this.aliases,
      this.review,
      this.sharers,
    ];
  }
}
