import { type AsOf, asCustomerId } from '#events';
import { CustomerNotFoundError, defineQuery, type ReadSide } from '#slice';
import { compareText, rulesVersion, type Rules } from '../../rules/rules.js';
import { RECOGNITION } from '../../views/tables.js';
import type { CustomerIdentity } from '../identity-answers.js';
import { describeEdges, describeNodes, openReasons, withNames } from './describe-identity.js';
import { identityLookup } from './identity-lookup.js';
import { graphAround, type IdentitySources, identitySources, isPast } from './identity-sources.js';

export interface IdentityQuestion {
  /** A customer's id, present or former, or any identifier's handle. */
  readonly id: string;
  readonly asOf: AsOf;
}

/** `customerIdentity`; whom nobody knows is an error. */
export function customerIdentityQuery(rules: Rules) {
  return defineQuery({
    name: 'CustomerIdentity',
    reads: [RECOGNITION],
    async answer(read: ReadSide, { id, asOf }: IdentityQuestion) {
      const identity = await customerIdentity(identitySources(read, rules), id, asOf);
      if (!identity) throw new CustomerNotFoundError(isPast(asOf));
      return { ...identity, edges: await withNames(read.principals, identity.edges) };
    },
  });
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
