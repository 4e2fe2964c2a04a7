/** The page that staff begin at. */
export const HOME = '/';

/** The pattern of a customer's address. */
export const CUSTOMER_PATH = '/c/:id';

interface Moments {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** The address of a customer's card; with moments, as it was then. */
export function customerAddress(id: string, { asOf, knownAt }: Moments = {}): string {
  return withQuery(
    CUSTOMER_PATH.replace(':id', () => encodeURIComponent(id)),
    { asOf, knownAt },
  );
}

/** An address with those of the values that are given. */
export function withQuery(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
