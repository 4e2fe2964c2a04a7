import { address, ask, type Recorded, tell } from '#desk';

/** What is read of the answer to a search for customers. */
interface Found {
  readonly customers: readonly { readonly id: string; readonly matched: readonly { readonly how: string }[] }[];
  readonly more: boolean;
}

interface Sent extends Recorded {
  /** The customer it stands with, where its identifier leads to exactly one. */
  readonly customer?: string;
}

/**
 * Records a touchpoint, then finds its customer once the views have seen it. `customer` is where one came from, and is then
 * the answer. Several matches are none: nobody is picked silently. A customer that cannot be found yet takes nothing back
 * from the recording.
 */
export async function sendTouchpoint(body: unknown, identifier: string | undefined, customer: string | undefined): Promise<Sent> {
  const recorded = await tell<Recorded>(address('/api/v1/touchpoints'), body);
  if (customer !== undefined) return { ...recorded, customer };
  if (identifier === undefined) return recorded;
  const found = await ask<Found>(address('/api/v1/customers', { q: identifier, after: recorded.position, limit: 20 })).catch(
    () => undefined,
  );
  const exact = found?.customers.filter(({ matched }) => matched.some(({ how }) => how === 'identifier')) ?? [];
  const [only, ...others] = exact;
  return only === undefined || others.length > 0 || found?.more === true ? recorded : { ...recorded, customer: only.id };
}
