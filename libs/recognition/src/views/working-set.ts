import { TableRows, type UnitOfWork } from '#views';
import type { Rules } from '../rules/rules.js';
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
  readonly nodes: TableRows<NodeRow>;
  readonly clusters: TableRows<ClusterRow>;
  readonly edges: TableRows<EdgeRow>;
  readonly superseded: TableRows<SupersededRow>;
  readonly uses: TableRows<UseRow>;
  readonly decisions: TableRows<DecisionRow>;
  readonly aliases: TableRows<AliasRow>;
  readonly review: TableRows<ReviewRow>;
  readonly sharers: TableRows<SharerRow>;

  constructor(
    readonly rules: Rules,
    readonly types: ClusterTypes,
    readonly unit: UnitOfWork,
  ) {
    this.nodes = new TableRows(NODES, unit);
    this.clusters = new TableRows(CLUSTERS, unit);
    this.edges = new TableRows(EDGES, unit);
    this.superseded = new TableRows(SUPERSEDED, unit);
    this.uses = new TableRows(USES, unit);
    this.decisions = new TableRows(DECISIONS, unit);
    this.aliases = new TableRows(ALIASES, unit);
    this.review = new TableRows(REVIEW, unit);
    this.sharers = new TableRows(SHARERS, unit);
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
      await table.flush(this.unit);
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
