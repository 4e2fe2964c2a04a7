import type { IdentityEdge } from '../identity-answers.js';

/** The edges from `a` to `b`, in order: those whose weakest edge is strongest, and of those the fewest. Empty where there is no way. */
export function shortestPath(edges: readonly IdentityEdge[], a: string, b: string): IdentityEdge[] {
  const tiers = [...new Set(edges.map(({ tier }) => tier))].toSorted((x, y) => x - y);
  for (const weakest of tiers) {
    const path = fewestEdges(
      edges.filter(({ tier }) => tier <= weakest),
      a,
      b,
    );
    if (path) return path;
  }
  return [];
}

/** The edges that lead from one customer to the other directly, or from both to an identifier that belongs to neither. */
export function betweenCustomers(
  edges: readonly IdentityEdge[],
  left: string,
  right: string,
  customerOf: (handle: string) => string | undefined,
): IdentityEdge[] {
  const farEnds = (customer: string): Set<string> =>
    new Set(
      edges.flatMap(({ a, b }) => [...(customerOf(a) === customer ? [b] : []), ...(customerOf(b) === customer ? [a] : [])]),
    );
  const [ofLeft, ofRight] = [farEnds(left), farEnds(right)];
  const isBetween = (handle: string): boolean => {
    const customer = customerOf(handle);
    return customer === left || customer === right || (ofLeft.has(handle) && ofRight.has(handle));
  };
  return edges.filter(({ a, b }) => isBetween(a) && isBetween(b) && customerOf(a) !== customerOf(b));
}

function fewestEdges(edges: readonly IdentityEdge[], a: string, b: string): IdentityEdge[] | undefined {
  const around = new Map<string, IdentityEdge[]>();
  for (const edge of edges) {
    for (const end of [edge.a, edge.b]) {
      const list = around.get(end);
      if (list) list.push(edge);
      else around.set(end, [edge]);
    }
  }
  const cameBy = new Map<string, IdentityEdge | undefined>([[a, undefined]]);
  for (const at of cameBy.keys()) {
    if (at === b) break;
    for (const edge of around.get(at) ?? []) {
      const next = edge.a === at ? edge.b : edge.a;
      if (!cameBy.has(next)) cameBy.set(next, edge);
    }
  }
  if (!cameBy.has(b)) return undefined;
  const path: IdentityEdge[] = [];
  for (let at = b; at !== a;) {
    const edge = cameBy.get(at);
    if (!edge) break;
    path.unshift(edge);
    at = edge.a === at ? edge.b : edge.a;
  }
  return path;
}
