import { type AsOf, asCustomerId, asHandle, asPosition, type CustomerId, type Handle, type Position } from '#events';
import type { ReadNeed, ReadSide } from '#slice';
import type { ViewReader } from '#views';
import type { Rules } from '../../rules/rules.js';
import { RECOGNITION } from '../../views/tables.js';
import { selectIn } from './known-graph.js';
import { pastGraph } from './past-graph.js';

/** An identifier of a customer. Times in epoch milliseconds. */
export interface CustomerMember {
  readonly handle: Handle;
  readonly type: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** The event that it was last seen in. */
  readonly lastPosition: Position;
}

/** What a look-up of customers needs to know about identity. */
export interface IdentityQueries {
  /** The present customers of handles, which customer ids are, former ones too. Those never seen are left out. */
  customersOf(handles: readonly string[]): Promise<ReadonlyMap<string, CustomerId>>;
  /**
   * By handle, other present customers who stated the identifier than the one it belongs to: a shared telephone, say,
   * whose links are blocked. Those seen with it last, at most `most` in all.
   */
  alsoStatedBy(handles: readonly string[], most: number): Promise<ReadonlyMap<string, readonly CustomerId[]>>;
  /** The handles of all identifiers of present customers, by customer; costs less than `members`. */
  handlesOf(customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, readonly Handle[]>>;
  /** All identifiers of present customers, by customer; the oldest first. */
  members(customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, readonly CustomerMember[]>>;
  /** The identifiers that were one customer with `customer` at that moment; empty where it was not known then. */
  membersAt(customer: CustomerId, moment: AsOf): Promise<readonly CustomerMember[]>;
  /** Former ids that lead to `customer`; `mergedAt` is recorded time, epoch milliseconds. */
  aliases(customer: CustomerId): Promise<readonly { readonly id: CustomerId; readonly mergedAt: number }[]>;
  /** Those of these handles that were a customer's id once and are not now. */
  formerIds(handles: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many customers there are. */
  customerCount(): Promise<number>;
  /** At most `limit` present customers whose ids come after this one, in the order of their ids. */
  customersAfter(id: string, limit: number): Promise<readonly CustomerId[]>;
  /** How many blocked edges of `customer` wait for a decision. */
  openReviews(customer: CustomerId): Promise<number>;
}

/** `identityLookup`, for slices that ask who is one customer. */
export function identityOf(rules: Rules): ReadNeed<IdentityQueries, Pick<ReadSide, 'reader'>> {
  return { reads: [RECOGNITION], of: (read) => identityLookup(read.reader(RECOGNITION), rules) };
}

/** Answers from the serving edition of the recognition views. Each call is a constant number of queries, but for past moments. */
export function identityLookup(reader: ViewReader, rules: Rules): IdentityQueries {
  return {
    async customersOf(handles) {
      const rows = await selectIn<{ handle: string; customer: string }>(
        reader,
        handles,
        (marks) => `SELECT n.handle, c.customer FROM nodes n JOIN clusters c ON c.root = n.cluster WHERE n.handle IN (${marks})`,
      );
      return new Map(rows.map(({ handle, customer }) => [handle, asCustomerId(customer)]));
    },
    async alsoStatedBy(handles, most) {
      const rows = await selectIn<{ handle: string; customer: string }>(
        reader,
        handles,
        (
          marks,
        ) => `SELECT e.other AS handle, c.customer FROM edges e JOIN nodes n ON n.handle = e.hub JOIN clusters c ON c.root = n.cluster
          WHERE e.other IN (${marks}) AND e.status IN ('blocked', 'review') ORDER BY e.last_at DESC, e.hub LIMIT ${Math.floor(most)}`,
      );
      const stated = new Map<string, CustomerId[]>();
      for (const { handle, customer } of rows) stated.set(handle, [...(stated.get(handle) ?? []), asCustomerId(customer)]);
      return stated;
    },
    async handlesOf(customers) {
      const rows = await selectIn<{ customer: string; handle: string }>(
        reader,
        customers,
        (marks) =>
          `SELECT c.customer, n.handle FROM clusters c JOIN nodes n ON n.cluster = c.root WHERE c.customer IN (${marks})`,
      );
      const handles = new Map<CustomerId, Handle[]>();
      for (const { customer, handle } of rows) {
        const own = handles.get(asCustomerId(customer));
        if (own) own.push(asHandle(handle));
        else handles.set(asCustomerId(customer), [asHandle(handle)]);
      }
      return handles;
    },
    members: (customers) => membersOf(reader, customers),
    membersAt: (customer, moment) => membersAt(reader, rules, customer, moment),
    async aliases(customer) {
      const rows = await reader.all<{ id: string; since: number }>(
        `SELECT a.id, a.since FROM clusters c JOIN nodes n ON n.cluster = c.root JOIN aliases a ON a.id = n.handle
          WHERE c.customer = ? ORDER BY a.since DESC, a.id`,
        [customer],
      );
      return rows.map(({ id, since }) => ({ id: asCustomerId(id), mergedAt: since }));
    },
    async formerIds(handles) {
      const rows = await selectIn<{ id: string }>(reader, handles, (marks) => `SELECT id FROM aliases WHERE id IN (${marks})`);
      return new Set(rows.map(({ id }) => id));
    },
    async customerCount() {
      const [row] = await reader.all<{ customers: number }>('SELECT COUNT(*) AS customers FROM clusters');
      return row?.customers ?? 0;
    },
    async customersAfter(id, limit) {
      const rows = await reader.all<{ customer: string }>(
        `SELECT customer FROM clusters WHERE customer > ? ORDER BY customer LIMIT ${Math.floor(limit)}`,
        [id],
      );
      return rows.map(({ customer }) => asCustomerId(customer));
    },
    async openReviews(customer) {
      const members = 'SELECT n.handle FROM clusters c JOIN nodes n ON n.cluster = c.root WHERE c.customer = ?';
      const [row] = await reader.all<{ open: number }>(
        `SELECT COUNT(*) AS open FROM (SELECT hub, other FROM review WHERE hub IN (${members})
          UNION SELECT hub, other FROM review WHERE other IN (${members})) AS asked`,
        [customer, customer],
      );
      return row?.open ?? 0;
    },
  };
}

type MemberRow = {
  readonly customer: string;
  readonly handle: string;
  readonly type: string;
  readonly first_at: number;
};

type LastSeen = { readonly handle: string; readonly last_at: number; readonly last_position: string };

async function membersOf(reader: ViewReader, customers: readonly CustomerId[]): Promise<Map<CustomerId, CustomerMember[]>> {
  const rows = await selectIn<MemberRow>(
    reader,
    customers,
    (marks) => `SELECT c.customer, n.handle, n.type, n.first_at FROM clusters c JOIN nodes n ON n.cluster = c.root
      WHERE c.customer IN (${marks}) ORDER BY n.first_at, n.first_key`,
  );
  const sightings = await Promise.all(
    ['hub', 'other'].map((column) =>
      selectIn<LastSeen>(
        reader,
        rows.map(({ handle }) => handle),
        (marks) => `SELECT handle, last_at, last_position FROM (
          SELECT ${column} AS handle, last_at, last_position,
            ROW_NUMBER() OVER (PARTITION BY ${column} ORDER BY last_at DESC, LENGTH(last_position) DESC, last_position DESC) AS place
          FROM edges WHERE ${column} IN (${marks})) AS latest WHERE place = 1`,
      ),
    ),
  );
  const last = new Map<string, LastSeen>();
  for (const row of sightings.flat()) if ((last.get(row.handle)?.last_at ?? -Infinity) <= row.last_at) last.set(row.handle, row);
  const members = new Map<CustomerId, CustomerMember[]>();
  for (const { customer, handle, type, first_at } of rows) {
    const seen = last.get(handle);
    const member = {
      handle: asHandle(handle),
      type,
      firstSeenAt: first_at,
      lastSeenAt: seen?.last_at ?? first_at,
      lastPosition: asPosition(seen?.last_position ?? 0),
    };
    const list = members.get(asCustomerId(customer));
    if (list) list.push(member);
    else members.set(asCustomerId(customer), [member]);
  }
  return members;
}

async function membersAt(reader: ViewReader, rules: Rules, customer: CustomerId, moment: AsOf): Promise<CustomerMember[]> {
  const graph = await pastGraph(reader, rules, [customer], moment);
  const then = graph.nodes.get(customer)?.customer;
  const members = [...graph.nodes.values()].filter((node) => node.customer === then);
  const last = new Map<string, { readonly at: number; readonly position: string }>();
  for (const { hub, other, lastAt, lastPosition } of graph.sightings) {
    for (const handle of [hub, other]) {
      if ((last.get(handle)?.at ?? -Infinity) < lastAt) last.set(handle, { at: lastAt, position: lastPosition });
    }
  }
  return members
    .toSorted((x, y) => x.firstAt - y.firstAt || (x.handle < y.handle ? -1 : 1))
    .map(({ handle, type, firstAt }) => ({
      handle: asHandle(handle),
      type,
      firstSeenAt: firstAt,
      lastSeenAt: last.get(handle)?.at ?? firstAt,
      lastPosition: asPosition(last.get(handle)?.position ?? 0),
    }));
}
