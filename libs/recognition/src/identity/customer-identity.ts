import type { Vault } from '#vault';
import type { ViewReader } from '#views';
import { type AsOf, asCustomerId } from '#events';
import type { CustomerIdentity, WhySameCustomer } from '../identity-answers.js';
import { compareText, rulesVersion, type Rules } from '../rules/rules.js';
import { describeEdges, describeNodes, openReasons } from './describe-identity.js';
import { identityLookup } from './identity-lookup.js';
import { presentGraph, type KnownGraph } from './known-graph.js';
import { pastGraph } from './past-graph.js';
import { betweenCustomers, shortestPath } from './paths.js';

/** What the questions about identity are answered from. */
export interface IdentitySources {
  /** The serving edition of the recognition views. */
  readonly reader: ViewReader;
  readonly vault: Pick<Vault, 'reveal' | 'open'>;
  readonly rules: Rules;
}

/**
 * The identifiers that are (or at the moment were) the customer of `id`, which may be a former id or any identifier's
 * handle, and everything that ties them to each other and to others. `undefined` where it is (or was) not known.
 */
export async function customerIdentity(
  sources: IdentitySources,
  id: string,
  moment: AsOf = {},
): Promise<CustomerIdentity | undefined> {
  const { reader, vault, rules } = sources;
  const graph = await graphAround(sources, [id], moment);
  const customer = graph.nodes.get(id)?.customer;
  if (customer === undefined) return undefined;
  const isMember = (handle: string): boolean => graph.nodes.get(handle)?.customer === customer;
  const edges = describeEdges(graph, await openReasons(vault, graph.decisions), rules).filter(
    ({ a, b }) => isMember(a) || isMember(b),
  );
  const members = [...graph.nodes.values()].filter((node) => node.customer === customer).map(({ handle }) => handle);
  const aliases = isPast(moment) ? [] : await identityLookup(reader, rules).aliases(asCustomerId(customer));
  return {
    customer,
    rules: rulesVersion(rules),
    nodes: (await describeNodes(vault, graph, [...members, ...edges.flatMap(({ a, b }) => [a, b])])).toSorted(
      (x, y) => compareText(x.firstSeenAt, y.firstSeenAt) || compareText(x.handle, y.handle),
    ),
    edges: edges.toSorted((x, y) => compareText(x.firstSeenAt, y.firstSeenAt) || compareText(x.a, y.a) || compareText(x.b, y.b)),
    aliases: aliases.map((alias) => alias.id),
  };
}

/**
 * Why two identifiers are (or were) one customer: the strongest path of accepted edges between them, short before long
 * among equally strong ones. Why not: the blocked edges between their customers, also by way of a value that both have.
 * `undefined` where one of them is not known.
 */
export async function whySameCustomer(
  sources: IdentitySources,
  { a, b }: { readonly a: string; readonly b: string },
  moment: AsOf = {},
): Promise<WhySameCustomer | undefined> {
  const { vault, rules } = sources;
  const graph = await graphAround(sources, [a, b], moment);
  const [from, to] = [graph.nodes.get(a), graph.nodes.get(b)];
  if (!from || !to) return undefined;
  const edges = describeEdges(graph, await openReasons(vault, graph.decisions), rules);
  const same = from.customer === to.customer;
  const path = same
    ? shortestPath(
        edges.filter(({ status }) => status === 'accepted'),
        a,
        b,
      )
    : [];
  const blocked = same
    ? []
    : betweenCustomers(
        edges.filter(({ status }) => status !== 'accepted'),
        from.customer,
        to.customer,
        (handle) => graph.nodes.get(handle)?.customer,
      );
  const shown = [a, b, ...[...path, ...blocked].flatMap((edge) => [edge.a, edge.b])];
  return { a, b, same, rules: rulesVersion(rules), path, blocked, nodes: await describeNodes(vault, graph, shown) };
}

async function graphAround({ reader, rules }: IdentitySources, handles: readonly string[], moment: AsOf): Promise<KnownGraph> {
  if (isPast(moment)) return pastGraph(reader, rules, handles, moment);
  const customers = await identityLookup(reader, rules).customersOf(handles);
  return presentGraph(reader, [...new Set(customers.values())]);
}

function isPast({ asOf, knownAt }: AsOf): boolean {
  return asOf !== undefined || knownAt !== undefined;
}
