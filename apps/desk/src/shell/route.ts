/** A place in the desk, as its address names it. */
export type Route =
  | { readonly page: 'find' }
  | { readonly page: 'customer'; readonly id: string; readonly asOf?: string; readonly knownAt?: string }
  | { readonly page: 'review' }
  | { readonly page: 'record'; readonly customer?: string }
  | { readonly page: 'unknown' };

/** Reads a path and a query string (with or without `?`). What it does not know is `unknown`, never an error. */
export function parseRoute(path: string, search: string): Route {
  const query = new URLSearchParams(search);
  const [first = '', second = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (first === '') return { page: 'find' };
  if (first === 'c' && second !== '' && rest.length === 0) {
    const id = decoded(second);
    return id === undefined ? { page: 'unknown' } : { page: 'customer', id, ...times(query) };
  }
  if (first === 'review' && second === '') return { page: 'review' };
  if (first === 'record' && second === '') {
    const customer = query.get('customer');
    return customer === null ? { page: 'record' } : { page: 'record', customer };
  }
  return { page: 'unknown' };
}

/** The address of a place; `parseRoute` reads it back. */
export function addressOf(route: Route): string {
  switch (route.page) {
    case 'customer': {
      const query = new URLSearchParams();
      if (route.asOf !== undefined) query.set('asOf', route.asOf);
      if (route.knownAt !== undefined) query.set('knownAt', route.knownAt);
      const search = query.toString();
      return `/c/${encodeURIComponent(route.id)}${search === '' ? '' : `?${search}`}`;
    }
    case 'review':
      return '/review';
    case 'record':
      return route.customer === undefined ? '/record' : `/record?customer=${encodeURIComponent(route.customer)}`;
    default:
      return '/';
  }
}

function times(query: URLSearchParams): { asOf?: string; knownAt?: string } {
  const asOf = query.get('asOf');
  const knownAt = query.get('knownAt');
  return { ...(asOf !== null && { asOf }), ...(knownAt !== null && { knownAt }) };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
