import type { AsOf } from '#events';
import { defineQuery, type ReadSide } from '#slice';
import { rulesVersion, type Rules } from '../../rules/rules.js';
import { RECOGNITION } from '../../views/tables.js';
import type { WhySameCustomer } from '../identity-answers.js';
import { describeEdges, describeNodes, openReasons } from './describe-identity.js';
import { graphAround, type IdentitySources, identitySources } from './identity-sources.js';
import { betweenCustomers, shortestPath } from './paths.js';

/** One of two identifiers is not known, or was not at the moment asked for. */
export class IdentifierNotFoundError extends Error {
  readonly code = 'identifier-not-found';
  constructor() {
    super(
      'One of the two identifiers is not known, or was not at that moment. Give handles as /api/v1/customers/:id/identity lists them.',
    );
  }
}

export interface WhyQuestion {
  /** Handles. */
  readonly a: string;
  readonly b: string;
  readonly asOf: AsOf;
}

/** `whySameCustomer`; an identifier that is not known is an error. */
export function whySameCustomerQuery(rules: Rules) {
  return defineQuery({
    name: 'WhySameCustomer',
    reads: [RECOGNITION],
    async answer(read: ReadSide, { a, b, asOf }: WhyQuestion) {
      const why = await whySameCustomer(identitySources(read, rules), { a, b }, asOf);
      if (!why) throw new IdentifierNotFoundError();
      return why;
    },
  });
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
