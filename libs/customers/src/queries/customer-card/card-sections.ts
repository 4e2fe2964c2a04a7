import type { CardSection, CustomerAsOf, QueryLog, ReadSide } from '#slice';
import type { CustomerCard, FailedSection } from './customer-card.js';

/** Reads what is added to a card, for the customer that it is of. */
export type SectionReader = (customer: CustomerAsOf) => Promise<Pick<CustomerCard, 'sections'>>;

/** Reads these sections, all at the same time. One that fails is told as failed, and logged: the others are as they are. */
export function sectionReader(sections: readonly CardSection[], read: ReadSide, log: QueryLog): SectionReader {
  return async (customer) => {
    const told: Record<string, object | FailedSection> = {};
    const tell = async (section: CardSection): Promise<void> => {
      try {
        const data = await section.read(read, customer);
        if (data !== undefined) told[section.name] = data;
      } catch (error) {
        told[section.name] = { failed: true, code: log.partFailed(section.name, error) };
      }
    };
    await Promise.all(sections.map(tell));
    return Object.keys(told).length === 0 ? {} : { sections: told };
  };
}
