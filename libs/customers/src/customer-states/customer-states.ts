import { asCustomerId } from '#events';
import { cardFigures } from '../customer-card/card-figures.js';
import type { CustomerCard } from '../customer-card/customer-card.js';
import { whatHappened } from '../customer-card/what-happened.js';
import { foldTimeline } from '../customer-card/fold-timeline.js';
import type { CustomerSources } from '../customer-sources.js';

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

/** Customers whose figures are put together at a time. */
const AT_ONCE = 8;

/** The present state of each of these customers; ids that are nobody's are left out. */
export async function customerStates(
  sources: Pick<CustomerSources, 'customers' | 'identity'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CustomerState>> {
  const { customers, identity } = sources;
  const position = String(await customers.position());
  const members = [...(await identity.members(ids.map(asCustomerId)))];
  const former = await identity.formerIds(members.flatMap(([, own]) => own.map(({ handle }) => handle)));
  const states = new Map<string, CustomerState>();
  for (let start = 0; start < members.length; start += AT_ONCE) {
    const chunk = members.slice(start, start + AT_ONCE).map(async ([id, own]): Promise<CustomerState> => {
      const handles = own.map(({ handle }) => handle as string).toSorted();
      const { figures, openCases: open } =
        (await whatHappened(customers, handles, 0)) ?? (await foldTimeline(customers, handles, {}, 0));
      const { usualStaff: _staff, ...told } = cardFigures(figures);
      return { id, position, handles, aliases: handles.filter((handle) => former.has(handle)), ...told, openCases: open.size };
    });
    for (const state of await Promise.all(chunk)) states.set(state.id, state);
  }
  return states;
}
