import { type AsOf, asCustomerId, TOUCHPOINT_RECORDED, type CustomerId, type Handle, type LedgerEvent } from '#events';
import type { FormerId, IdentityLookup, Member } from '../identity-lookup.js';

interface Seen extends Member {
  customer: CustomerId;
  readonly firstRecordedAt: number;
}

/** Recognition made simple: identifiers stated together are one customer, whatever they are. */
export class KnownIdentities implements IdentityLookup {
  readonly #seen = new Map<string, Seen>();
  readonly #former = new Map<CustomerId, FormerId[]>();
  /** By handle: others who stated it. */
  readonly shared = new Map<string, readonly CustomerId[]>();
  /** Open questions by customer. */
  readonly reviews = new Map<string, number>();

  see(event: LedgerEvent): void {
    if (event.type !== TOUCHPOINT_RECORDED) return;
    const at = Date.parse(event.data.occurredAt);
    for (const { identifiers } of event.data.parties) {
      for (const { handle, type } of identifiers) {
        const known = this.#seen.get(handle);
        const later = !known || at >= known.lastSeenAt;
        this.#seen.set(handle, {
          handle,
          type,
          firstSeenAt: Math.min(at, known?.firstSeenAt ?? at),
          lastSeenAt: Math.max(at, known?.lastSeenAt ?? at),
          lastPosition: later ? event.position : known.lastPosition,
          firstRecordedAt: known?.firstRecordedAt ?? event.recordedAt,
          customer: known?.customer ?? asCustomerId(handle),
        });
      }
      const [hub, ...others] = identifiers;
      for (const { handle } of others) if (hub) this.join(hub.handle, handle, event.recordedAt);
    }
  }

  /** Makes one customer of two, under the id of `a`'s. */
  join(a: string, b: string, recordedAt: number): void {
    const kept = this.#seen.get(a)?.customer;
    const former = this.#seen.get(b)?.customer;
    if (kept === undefined || former === undefined || kept === former) return;
    for (const member of this.#seen.values()) if (member.customer === former) member.customer = kept;
    this.#former.set(kept, [
      ...(this.#former.get(kept) ?? []),
      ...(this.#former.get(former) ?? []),
      { id: former, mergedAt: recordedAt },
    ]);
  }

  async customersOf(handles: readonly string[]): Promise<ReadonlyMap<string, CustomerId>> {
    return new Map(
      handles.flatMap((handle) => {
        const customer = this.#seen.get(handle)?.customer;
        return customer === undefined ? [] : [[handle, customer] as const];
      }),
    );
  }

  async alsoStatedBy(handles: readonly string[]): Promise<ReadonlyMap<string, readonly CustomerId[]>> {
    return new Map(
      handles.flatMap((handle) => (this.shared.has(handle) ? [[handle, this.shared.get(handle) ?? []] as const] : [])),
    );
  }

  async handlesOf(customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, readonly Handle[]>> {
    const members = await this.members(customers);
    return new Map([...members].map(([customer, own]) => [customer, own.map(({ handle }) => handle)]));
  }

  async members(customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, readonly Member[]>> {
    return new Map(
      customers.map((customer) => [customer, [...this.#seen.values()].filter((member) => member.customer === customer)]),
    );
  }

  async membersAt(customer: CustomerId, { asOf = Infinity, knownAt = Infinity }: AsOf): Promise<readonly Member[]> {
    const members = (await this.members([customer])).get(customer) ?? [];
    return members.filter(
      ({ handle, firstSeenAt }) => firstSeenAt <= asOf && (this.#seen.get(handle)?.firstRecordedAt ?? 0) <= knownAt,
    );
  }

  async aliases(customer: CustomerId): Promise<readonly FormerId[]> {
    return this.#former.get(customer) ?? [];
  }

  async formerIds(handles: readonly string[]): Promise<ReadonlySet<string>> {
    const former = new Set<string>([...this.#former.values()].flatMap((ids) => ids.map(({ id }) => id)));
    return new Set(handles.filter((handle) => former.has(handle)));
  }

  async openReviews(customer: CustomerId): Promise<number> {
    return this.reviews.get(customer) ?? 0;
  }
}
