import type { UnitOfWork } from '#views';
import { compareText } from '../rules/rules.js';
import { CUSTOMERS_TOPIC, IDENTITY_TOPIC, type IdentityMessage } from './identity-message.js';
import { MovedIdentifiers } from './moved-identifiers.js';
import type { ClusterRow } from './tables.js';
import type { WorkingSet } from './working-set.js';

/** Follows which customers come and go during an event, keeps the aliases and announces the changes; then is ready for the next event. */
export class CustomerChanges {
  /** Which identifiers changed their customer; followed only where subscribers are told. */
  readonly moved: MovedIdentifiers | undefined;
  readonly #before = new Set<string>();
  readonly #roots = new Set<string>();
  readonly #newNodes = new Set<string>();
  /** For ids that became a customer's: the customer they belonged to. */
  readonly #cameFrom = new Map<string, string>();

  constructor(publishes: boolean) {
    this.moved = publishes ? new MovedIdentifiers() : undefined;
  }

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

  /** Writes the aliases as they are after the event, and announces what changed. The order of the messages depends on the result alone, not on the order of the steps. */
  async finish(set: WorkingSet, unit: UnitOfWork, position: string, recordedAt: number): Promise<void> {
    if (this.#roots.size === 0) return;
    const moves = this.moved?.take(set, this.#newNodes);
    const tell = (message: IdentityMessage): void => {
      const handles = 'from' in message ? moves?.take(message.from, message.to) : undefined;
      unit.announce(IDENTITY_TOPIC, message.to, handles ? { ...message, handles } : message);
    };
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
      tell({ type: how, from, to, position });
    }
    for (const to of [...live].toSorted(compareText)) {
      if (this.#before.has(to) || this.#newNodes.has(to)) continue;
      set.aliases.remove(to);
      if (!renamed.has(to)) tell({ type: 'split', from: this.#cameFrom.get(to) ?? to, to, position });
    }
    for (const { from, to, handles } of moves?.rest() ?? []) tell({ type: 'moved', from, to, handles, position });
    this.#tellNewIdentifiers(set, tell, position);
    if (this.moved) for (const customer of new Set([...gone, ...live])) unit.announce(CUSTOMERS_TOPIC, customer, {});
    for (const memory of [this.#before, this.#roots, this.#newNodes, this.#cameFrom]) memory.clear();
  }

  #tellNewIdentifiers(set: WorkingSet, tell: (message: IdentityMessage) => void, position: string): void {
    const linked = new Map<string, string[]>();
    for (const handle of this.#newNodes) {
      const { customer } = set.clusterOf(set.node(handle));
      if (this.#before.has(customer)) linked.set(customer, [...(linked.get(customer) ?? []), handle]);
    }
    for (const [to, handles] of linked) tell({ type: 'linked', to, handles, position });
  }
}
