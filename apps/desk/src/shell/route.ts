/** A place in the desk, as its address names it. */
export type Route =
  | { readonly page: 'find' }
  | { readonly page: 'customer'; readonly id: string; readonly asOf?: string; readonly knownAt?: string }
  | { readonly page: 'review'; readonly customer?: string; readonly kind?: string }
  | { readonly page: 'record'; readonly customer?: string }
  | { readonly page: 'quarantine' }
  | { readonly page: 'views' }
  | { readonly page: 'unknown' };

/** Reads a path and a query string (with or without `?`). What it does not know is `unknown`, never an error. */
export function parseRoute(path: string, search: string): Route {
  const query = new URLSearchParams(search);
  const [first = '', second = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (first === '') return { page: 'find' };
  if (first === 'c' && second !== '' && rest.length === 0) {
    const id = decoded(second);
    return id === undefined ? { page: 'unknown' } : { page: 'customer', id, ...given(query, 'asOf'), ...given(query, 'knownAt') };
  }
  if (second !== '') return { page: 'unknown' };
  if (first === 'review') return { page: 'review', ...given(query, 'customer'), ...given(query, 'kind') };
  if (first === 'record') return { page: 'record', ...given(query, 'customer') };
  // The API has /quarantine and /views.
  if (first === 'refused') return { page: 'quarantine' };
  if (first === 'editions') return { page: 'views' };
  return { page: 'unknown' };
}

/** The address of a place; `parseRoute` reads it back. */
export function addressOf(route: Route): string {
  switch (route.page) {
    case 'customer':
      return withQuery(`/c/${encodeURIComponent(route.id)}`, { asOf: route.asOf, knownAt: route.knownAt });
    case 'review':
      return withQuery('/review', { customer: route.customer, kind: route.kind });
    case 'record':
      return withQuery('/record', { customer: route.customer });
    case 'quarantine':
      return '/refused';
    case 'views':
      return '/editions';
    default:
      return '/';
  }
}

function given<Name extends string>(query: URLSearchParams, name: Name): { readonly [_ in Name]?: string } {
  const value = query.get(name);
  return value === null ? {} : ({ [name]: value } as { readonly [_ in Name]: string });
}

function withQuery(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
