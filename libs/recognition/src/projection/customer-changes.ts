import type { UnitOfWork } from '#views';
import { compareText } from '../rules/rules.js';
import type { ClusterRow } from './tables.js';
import type { WorkingSet } from './working-set.js';

/** What subscribers of the topic `identity` get; the key is the customer it is about. Ids only, no personal data. */
export type IdentityMessage =
  /** `from` is one customer with `to` now and leads there. */
  | { readonly type: 'merged'; readonly from: string; readonly to: string; readonly position: string }
  /** `to` is a customer of its own again. */
  | { readonly type: 'split'; readonly from: string; readonly to: string; readonly position: string }
  /** The customer goes by an older identifier's id from now on; the former id leads there. */
  | { readonly type: 'renamed'; readonly from: string; readonly to: string; readonly position: string }
  /** The customer got identifiers that nobody had seen before. */
  | { readonly type: 'linked'; readonly to: string; readonly handles: readonly string[]; readonly position: string };

/** Follows which customers come and go during an event, keeps the aliases and announces the changes; then is ready for the next event. */
export class CustomerChanges {
  readonly #before = new Set<string>();
  readonly #roots = new Set<string>();
  readonly #newNodes = new Set<string>();
  /** For ids that became a customer's: the customer they belonged to. */
  readonly #cameFrom = new Map<string, string>();

  /** To be called before a cluster's row is changed or removed, and after a new one is made. */
  touch(cluster: ClusterRow, isNew = false): void {
    if (this.#roots.has(cluster.root)) return;
    this.#roots.add(cluster.root);
    if (!isNew) this.#before.add(cluster.customer);
  }

  nodeAppeared(handle: string): void {
    this.#newNodes.add(handle);
  }

  cameFrom(customer: string, former: string): void {
    if (!this.#cameFrom.has(customer)) this.#cameFrom.set(customer, former);
  }

  /** Writes the aliases as they are after the event, and announces what changed; in an order that tells nothing of the way there. */
  async finish(set: WorkingSet, unit: UnitOfWork, position: string, recordedAt: number): Promise<void> {
    if (this.#roots.size === 0) return;
    const live = new Set<string>();
    for (const root of this.#roots) {
      const cluster = set.clusters.get(root);
      if (cluster) live.add(cluster.customer);
    }
    const gone = [...this.#before].filter((customer) => !live.has(customer)).toSorted(compareText);
    const renamed = new Set<string>();
    if (gone.length > 0) await set.nodes.fetch(gone.map((handle) => [handle]));
    for (const from of gone) {
      const to = set.clusterOf(set.node(from)).customer;
      const how = this.#before.has(to) ? 'merged' : 'renamed';
      if (how === 'renamed') renamed.add(to);
      set.aliases.put({ id: from, since: recordedAt, position, how });
      announce(unit, { type: how, from, to, position });
    }
    for (const to of [...live].toSorted(compareText)) {
      if (this.#before.has(to) || this.#newNodes.has(to)) continue;
      set.aliases.remove(to);
      if (!renamed.has(to)) announce(unit, { type: 'split', from: this.#cameFrom.get(to) ?? to, to, position });
    }
    this.#announceNewIdentifiers(set, unit, position);
    for (const memory of [this.#before, this.#roots, this.#newNodes, this.#cameFrom]) memory.clear();
  }

  #announceNewIdentifiers(set: WorkingSet, unit: UnitOfWork, position: string): void {
    const linked = new Map<string, string[]>();
    for (const handle of this.#newNodes) {
      const { customer } = set.clusterOf(set.node(handle));
      if (this.#before.has(customer)) linked.set(customer, [...(linked.get(customer) ?? []), handle]);
    }
    for (const [to, handles] of linked) announce(unit, { type: 'linked', to, handles, position });
  }
}

function announce(unit: UnitOfWork, message: IdentityMessage): void {
  unit.announce('identity', message.to, message);
}
