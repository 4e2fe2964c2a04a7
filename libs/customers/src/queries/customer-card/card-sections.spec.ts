import { type CardSection, type CustomerAsOf, defineSlice, type ReadSide } from '#slice';
import { customers } from '../../feature.js';
import { Company } from '../../testing/company.js';

const PHONE = ['phone', '+442079460018'] as const;
const EMAIL = ['email', 'ada@example.org'] as const;
const NOW = Date.parse('2026-06-01T00:00:00Z');

class NotesLostError extends Error {
  readonly code = 'notes-lost';
}

/** A slice that pins notes to customers: `notes` is what it has of each. */
function notesSlice(notes: (customer: CustomerAsOf) => Promise<object | undefined>) {
  const section: CardSection<'notes'> = { name: 'notes', reads: ['notes'], read: (_read, customer) => notes(customer) };
  return defineSlice({ name: 'notes', cardSections: { notes: section } });
}

describe('what other slices add to a card', () => {
  let company: Company;
  beforeEach(async () => {
    company = new Company();
    await company.record({ occurredAt: '2026-01-01T00:00:00Z', parties: [{ by: [PHONE, EMAIL], name: 'Ada Byron' }] });
  });
  afterEach(() => company.close());

  const failures: (readonly [part: string, error: unknown])[] = [];
  const log = {
    partFailed(part: string, error: unknown) {
      failures.push([part, error]);
      return 'a-code';
    },
  };
  const slice = (...slices: ReturnType<typeof notesSlice>[]) =>
    customers({
      publishes: false,
      published: () => {
        throw new Error('Nothing is published here.');
      },
      identity: { reads: ['recognition'], of: () => company.identity },
      sections: slices.flatMap(({ cardSections }) => Object.values(cardSections)),
    });
  const read = (): ReadSide => ({
    reader: () => company.customers,
    vault: company.vault,
    ledger: company.ledger,
    principals: { namesOf: async () => new Map() },
  });
  const card = async (notes?: ReturnType<typeof notesSlice>, moment: { readonly knownAt?: string } = {}) =>
    slice(...(notes ? [notes] : [])).queries.CustomerCard.answer(
      read(),
      { id: await company.idOf(...PHONE), now: NOW, ...moment },
      log,
    );

  it('stands there under its name, made for the customer and the moment that were asked for', async () => {
    const asked: CustomerAsOf[] = [];
    const notes = notesSlice(async (customer) => {
      asked.push(customer);
      return { pinned: ['calls back on Mondays'] };
    });
    expect((await card(notes, { knownAt: '2026-03-01' })).sections).toEqual({ notes: { pinned: ['calls back on Mondays'] } });
    const handles = await Promise.all([company.handleOf(...PHONE), company.handleOf(...EMAIL)]);
    expect(asked).toEqual([
      {
        id: await company.idOf(...PHONE),
        handles: expect.arrayContaining(handles),
        asOf: { knownAt: Date.parse('2026-03-01') },
      },
    ]);
  });

  it('is not there where no slice has anything to show', async () => {
    expect(await card()).not.toHaveProperty('sections');
    expect(await card(notesSlice(async () => undefined))).not.toHaveProperty('sections');
  });

  it('does not take the card with it when it fails: it is told as failed, and logged', async () => {
    const lost = new NotesLostError();
    const { sections, ...rest } = await card(notesSlice(() => Promise.reject(lost)));
    expect(sections).toEqual({ notes: { failed: true, code: 'a-code' } });
    expect(rest).toEqual(await card());
    expect(failures).toEqual([['notes', lost]]);
  });

  it('comes along where a look-up opens the card', async () => {
    const answer = await slice(notesSlice(async () => ({ pinned: [] }))).queries.LookUpCustomer.answer(
      read(),
      { query: PHONE[1], now: NOW },
      log,
    );
    expect(answer.opened?.card.sections).toEqual({ notes: { pinned: [] } });
  });

  it('is waited for by whoever reads the card after a write, and by no other question', () => {
    const { queries } = slice(notesSlice(async () => undefined));
    expect(queries.CustomerCard.reads).toEqual(['customers', 'recognition', 'notes']);
    expect(queries.LookUpCustomer.reads).toEqual(['customers', 'recognition', 'notes']);
    expect(queries.CustomerTimeline.reads).toEqual(['customers', 'recognition']);
  });
});
