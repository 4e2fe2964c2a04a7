import { address, type AnswerOf, ask, tell } from '#desk';

type Recorded = AnswerOf<'/api/v1/touchpoints', 'post'>;

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
  const recorded = await tell(address('/api/v1/touchpoints'), body);
  if (customer !== undefined) return { ...recorded, customer };
  if (identifier === undefined) return recorded;
  const found = await ask(address('/api/v1/customers', { q: identifier, after: recorded.position, limit: 20 })).catch(
    () => undefined,
  );
  const exact = found?.customers.filter(({ matched }) => matched.some(({ how }) => how === 'identifier')) ?? [];
  const [only, ...others] = exact;
  return only === undefined || others.length > 0 || found?.more === true ? recorded : { ...recorded, customer: only.id };
}
