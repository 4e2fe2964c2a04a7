import { asCustomerId } from '#events';
import { cardFigures } from '../customer-card/card-figures.js';
import type { CustomerCard } from '../customer-card/customer-card.js';
import { openCasesOfEach } from '../customer-cases.js';
import { foldTimeline } from '../customer-card/fold-timeline.js';
import type { CustomerSources } from '../customer-sources.js';
import type { IdentityLookup } from '../../identity-lookup.js';
import { canBeMerged, figuresRows, mergedFigures, repeatedTouchpoints } from '../customer-figures.js';
import { chunksOf } from '../in-lists.js';

/** How things stand with a customer, as its card says it, without personal data. */
export interface CustomerState extends Pick<
  CustomerCard,
  'roles' | 'touchpoints' | 'firstContactAt' | 'lastContactAt' | 'channels' | 'departments' | 'kinds' | 'amounts'
> {
  readonly id: string;
  /** How far the views had got: decimal string. */
  readonly position: string;
  /** All identifiers, hubs among them, by handle. */
  readonly handles: readonly string[];
  /** Former ids that lead here. */
  readonly aliases: readonly string[];
  readonly openCases: number;
}

/** Customers whose figures are read and put together at a time. */
const AT_ONCE = 128;

/**
 * The present state of each of these customers; ids that are nobody's are left out. A few statements for every 128
 * customers, and some more for those with touchpoints that several of their hubs took part in.
 */
export async function customerStates(
  sources: Pick<CustomerSources, 'customers'> & { readonly identity: Pick<IdentityLookup, 'handlesOf' | 'formerIds'> },
  ids: readonly string[],
): Promise<ReadonlyMap<string, CustomerState>> {
  const { customers, identity } = sources;
  const [position, handlesOf] = await Promise.all([customers.position(), identity.handlesOf(ids.map(asCustomerId))]);
  const known = [...handlesOf].flatMap(([id, own]) => (own.length > 0 ? [{ id, handles: own.toSorted() }] : []));
  const states = new Map<string, CustomerState>();
  for (const chunk of chunksOf(known, AT_ONCE)) {
    const asked = chunk.flatMap(({ handles }) => handles);
    const [rows, former] = await Promise.all([figuresRows(customers, asked), identity.formerIds(asked)]);
    const rowOf = new Map(rows.map((row) => [row.hub, row]));
    const rowsOf = chunk.map(({ handles }) => handles.flatMap((handle) => rowOf.get(handle) ?? []));
    const cases = await openCasesOfEach(
      customers,
      rowsOf.map((own) => own.map(({ hub }) => hub)),
    );
    const told = chunk.map(async ({ id, handles }, index): Promise<CustomerState> => {
      const own = rowsOf[index] ?? [];
      const { figures, openCases } = canBeMerged(own)
        ? { figures: mergedFigures(own, await repeatedTouchpoints(customers, own)), openCases: cases[index] ?? new Map() }
        : await foldTimeline(customers, handles, {}, 0);
      const { usualStaff: _staff, ...rest } = cardFigures(figures);
      const aliases = handles.filter((handle) => former.has(handle));
      return { id, position: String(position), handles, aliases, ...rest, openCases: openCases.size };
    });
    for (const state of await Promise.all(told)) states.set(state.id, state);
  }
  return states;
}
