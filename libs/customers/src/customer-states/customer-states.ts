import { asCustomerId } from '#events';
import { cardFigures } from '../customer-card/card-figures.js';
import type { CustomerCard } from '../customer-card/customer-card.js';
import { hubsWithOpenCases, openCases } from '../cases/customer-cases.js';
import { foldTimeline } from '../customer-card/fold-timeline.js';
import type { CustomerSources } from '../customer-sources.js';
import { canBeMerged, figuresRows, mergedFigures, repeatedTouchpoints } from '../figures/customer-figures.js';
import type { Figures } from '../figures/figures.js';
import type { FiguresRow } from '../figures/figures-row.js';

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
 * customers, and some more for those with open cases or with touchpoints that several of their hubs took part in.
 */
export async function customerStates(
  sources: Pick<CustomerSources, 'customers' | 'identity'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CustomerState>> {
  const { customers, identity } = sources;
  const position = String(await customers.position());
  const members = [...(await identity.members(ids.map(asCustomerId)))].filter(([, own]) => own.length > 0);
  const former = await identity.formerIds(members.flatMap(([, own]) => own.map(({ handle }) => handle)));
  const states = new Map<string, CustomerState>();
  for (let start = 0; start < members.length; start += AT_ONCE) {
    const chunk = members.slice(start, start + AT_ONCE).map(([id, own]) => ({
      id,
      handles: own.map(({ handle }) => handle as string).toSorted(),
    }));
    const rows = new Map(
      (
        await figuresRows(
          customers,
          chunk.flatMap(({ handles }) => handles),
        )
      ).map((row) => [row.hub, row]),
    );
    const withOpenCases = await hubsWithOpenCases(customers, [...rows.keys()]);
    const told = chunk.map(async ({ id, handles }): Promise<CustomerState> => {
      const own = handles.flatMap((handle) => rows.get(handle) ?? []);
      const { figures, open } = await presentFigures(customers, handles, own, withOpenCases);
      const { usualStaff: _staff, ...rest } = cardFigures(figures);
      return { id, position, handles, aliases: handles.filter((handle) => former.has(handle)), ...rest, openCases: open };
    });
    for (const state of await Promise.all(told)) states.set(state.id, state);
  }
  return states;
}

async function presentFigures(
  customers: CustomerSources['customers'],
  handles: readonly string[],
  rows: readonly FiguresRow[],
  withOpenCases: ReadonlySet<string>,
): Promise<{ readonly figures: Figures; readonly open: number }> {
  if (!canBeMerged(rows)) {
    const { figures, openCases: cases } = await foldTimeline(customers, handles, {}, 0);
    return { figures, open: cases.size };
  }
  const hubs = rows.map(({ hub }) => hub);
  const open = hubs.some((hub) => withOpenCases.has(hub)) ? (await openCases(customers, hubs)).size : 0;
  return { figures: mergedFigures(rows, await repeatedTouchpoints(customers, rows)), open };
}
