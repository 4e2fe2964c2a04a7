import type { UnitOfWork } from '#views';
import type { Rules } from '../rules/rules.js';
import { BatchTable } from './batch-table.js';
import type { ClusterTypes } from './cluster-types.js';
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
  readonly nodes: BatchTable<NodeRow>;
  readonly clusters: BatchTable<ClusterRow>;
  readonly edges: BatchTable<EdgeRow>;
  readonly superseded: BatchTable<SupersededRow>;
  readonly uses: BatchTable<UseRow>;
  readonly decisions: BatchTable<DecisionRow>;
  readonly aliases: BatchTable<AliasRow>;
  readonly review: BatchTable<ReviewRow>;
  readonly sharers: BatchTable<SharerRow>;

  constructor(
    readonly rules: Rules,
    readonly types: ClusterTypes,
    unit: UnitOfWork,
  ) {
    this.nodes = new BatchTable(NODES, unit);
    this.clusters = new BatchTable(CLUSTERS, unit);
    this.edges = new BatchTable(EDGES, unit);
    this.superseded = new BatchTable(SUPERSEDED, unit);
    this.uses = new BatchTable(USES, unit);
    this.decisions = new BatchTable(DECISIONS, unit);
    this.aliases = new BatchTable(ALIASES, unit);
    this.review = new BatchTable(REVIEW, unit);
    this.sharers = new BatchTable(SHARERS, unit);
  }

  /** Writes what was changed to the unit. */
  async flush(): Promise<void> {
    for (const table of [
      this.nodes,
      this.clusters,
      this.edges,
      this.superseded,
      this.uses,
      this.decisions,
      this.aliases,
      this.review,
      this.sharers,
    ])
      await table.flush();
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
}
