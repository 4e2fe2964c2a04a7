import { contentOf } from './touchpoint-content.js';
import type { TouchpointBody } from './touchpoint-input.js';

/** The fields of a touchpoint as plain data. */
type Stated = Pick<TouchpointBody, keyof TouchpointBody>;

const sender = {
  role: 'sender',
  name: 'Ada Byron',
  identifiers: [{ type: 'email', value: 'ada@example.org' }],
  address: { postcode: 'CB1 2AB', city: 'Cambridge' },
};
const letter: Stated = {
  source: 'post-room',
  externalId: 'letter-1',
  occurredAt: '2026-05-01T10:00:00+02:00',
  kind: 'letter',
  channel: 'post',
  direction: 'inbound',
  department: 'sales',
  details: { receivedOn: '2026-05-02', attachments: [{ name: 'photo', ref: 'p-1' }] },
  parties: [sender],
};

describe('the content of a touchpoint', () => {
  it('is the same whatever the order of the fields', () => {
    const { source, externalId, ...rest } = letter;
    const details = { attachments: [{ ref: 'p-1', name: 'photo' }], receivedOn: '2026-05-02' };
    const reordered: Stated = { ...rest, details, externalId, source };
    expect(contentOf(reordered)).toBe(contentOf(letter));
  });

  it.each<[string, Partial<Stated>]>([
    ['no topics', { topics: [] }],
    ['a detail that is empty', { details: { ...letter.details, more: [], other: {}, none: null } }],
    ['fields that are undefined', { subject: undefined, outcome: undefined }],
  ])('is the same with %s as without', (_what, change) => {
    expect(contentOf({ ...letter, ...change })).toBe(contentOf(letter));
  });

  it('with an empty address is the one that it always was, whatever the class of the address', () => {
    const withAddress = (address: object): string => contentOf({ ...letter, parties: [{ ...sender, address }] });
    expect(withAddress({ city: undefined, lines: undefined })).toBe(withAddress({}));
    expect(withAddress({})).toContain('"{}"');
  });

  it('is the same for a case that is updated, whether that is stated or not', () => {
    expect(contentOf({ ...letter, case: { ref: 'C-1', status: 'updated' } })).toBe(
      contentOf({ ...letter, case: { ref: 'C-1' } }),
    );
  });

  it.each<[string, Partial<Stated>]>([
    ['time, though it is the same moment', { occurredAt: '2026-05-01T08:00:00Z' }],
    ['text', { content: 'Dear Sirs' }],
    ['subject in place of text', { subject: 'Dear Sirs' }],
    ['amount', { amount: { value: '1', currency: 'GBP' } }],
    ['case', { case: { ref: 'C-1', status: 'closed' } }],
    ['order of attachments', { details: { attachments: [{ name: 'b' }, { name: 'a' }] } }],
    ['name', { parties: [{ ...sender, name: 'Ada Lovelace' }] }],
    ['role', { parties: [{ ...sender, role: 'payer' }] }],
    ['parties', { parties: [sender, sender] }],
  ])('is another with another %s', (_what, change) => {
    expect(contentOf({ ...letter, ...change })).not.toBe(contentOf(letter));
  });

  it('tells apart two texts that only divide differently into fields', () => {
    expect(contentOf({ ...letter, source: 'a', externalId: 'b","c' })).not.toBe(
      contentOf({ ...letter, source: 'a","b', externalId: 'c' }),
    );
  });
});
