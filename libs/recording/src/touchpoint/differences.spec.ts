import {
  asSealed,
  asHandle,
  asPosition,
  type Handle,
  type PartySecrets,
  type TouchpointData,
  type TouchpointRecorded,
} from '#events';
import type { Opened } from '#vault';
import { differences } from './differences.js';
import type { TouchpointBody } from './touchpoint-input.js';

/** The fields of a touchpoint as plain data. */
type Stated = Pick<TouchpointBody, keyof TouchpointBody>;

const handle = (letter: string): Handle => asHandle(`${letter}0000000-0000-4000-8000-000000000001`);

const inClear = {
  source: 'contact-centre',
  externalId: 'call-1',
  occurredAt: '2026-05-01T10:00:00+02:00',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  topics: ['refund'],
} as const;
const caller = { role: 'caller', name: 'Ada Byron', identifiers: [{ type: 'phone', value: '020 7946 0018' }] };
const other = { role: 'on-behalf-of', name: 'Bob Byron', identifiers: [{ type: 'customer-number', value: '17' }] };

/** The touchpoint as it is sent. */
const sent: Stated = {
  ...inClear,
  topics: ['refund'],
  subject: 'A refund',
  content: 'She wants her money back.',
  details: { line: '7', recordingRef: 'tape 1' },
  case: { ref: 'C-1' },
  parties: [caller, other],
};

/** The same as it was recorded. */
const data: TouchpointData = {
  ...inClear,
  case: { handle: handle('c'), status: 'updated' },
  details: { line: '7' },
  parties: [
    { role: 'caller', hub: handle('a'), identifiers: [], sealed: asSealed('') },
    { role: 'on-behalf-of', hub: handle('b'), identifiers: [], sealed: asSealed('') },
  ],
  fingerprint: 'fingerprint',
};
const recorded: TouchpointRecorded = {
  id: '018e0000-0000-8000-8000-000000000001',
  type: 'TouchpointRecorded',
  schemaVersion: 1,
  data,
  metadata: {},
  stream: 'touchpoint-contact-centre/call-1',
  revision: 0,
  position: asPosition(1),
  recordedAt: 0,
};

const { name, identifiers } = caller;
const opened: readonly Opened<PartySecrets>[] = [
  {
    erased: false,
    content: {
      name,
      identifiers,
      subject: 'A refund',
      content: 'She wants her money back.',
      caseRef: 'C-1',
      details: { recordingRef: 'tape 1' },
    },
  },
  { erased: false, content: { name: other.name, identifiers: other.identifiers } },
];

describe('what differs from a touchpoint that was recorded', () => {
  it('is nothing where it says the same, whether what is empty is stated or not', () => {
    expect(differences(recorded, opened, sent)).toEqual([]);
    const stated = { ...sent, details: { ...sent.details, more: [] }, case: { ref: 'C-1', status: 'updated' as const } };
    expect(differences(recorded, opened, stated)).toEqual([]);
  });

  it.each<[string, Partial<Stated>]>([
    ['occurredAt', { occurredAt: '2026-05-01T08:00:00Z' }],
    ['kind', { kind: 'complaint' }],
    ['topics', { topics: ['refund', 'delay'] }],
    ['topics', { topics: undefined }],
    ['amount', { amount: { value: '1', currency: 'GBP' } }],
    ['subject', { subject: undefined }],
    ['content', { content: 'Never mind.' }],
    ['details', { details: { line: '8', recordingRef: 'tape 1' } }],
    ['details', { details: { line: '7', recordingRef: 'tape 2' } }],
    ['case', { case: { ref: 'C-2' } }],
    ['case', { case: { ref: 'C-1', status: 'closed' } }],
    ['parties[0].name', { parties: [{ ...caller, name: 'Ada Lovelace' }, other] }],
    ['parties[0].birthDate', { parties: [{ ...caller, birthDate: '1985-12-10' }, other] }],
    ['parties[1].role', { parties: [caller, { ...other, role: 'payer' }] }],
    ['parties[1].identifiers', { parties: [caller, { ...other, identifiers: [] }] }],
    ['parties', { parties: [caller] }],
  ])('is %s where only that is another', (field, change) => {
    expect(differences(recorded, opened, { ...sent, ...change })).toEqual([field]);
  });

  it('is told by the names of the fields alone', () => {
    const changed = { ...sent, content: 'Never mind.', parties: [{ ...caller, name: 'Ada Lovelace' }, other] };
    expect(differences(recorded, opened, changed)).toEqual(['content', 'parties[0].name']);
  });

  it('leaves out what was sealed for a party that was erased', () => {
    const changed = {
      ...sent,
      channel: 'video',
      content: 'Never mind.',
      parties: [
        { ...caller, name: 'Ada Lovelace' },
        { ...other, name: 'Rob Byron' },
      ],
    };
    const erased: Opened<PartySecrets> = { erased: true, requestId: 'r-1', erasedAt: '2026-06-01T00:00:00Z' };
    expect(differences(recorded, [erased, ...opened.slice(1)], changed)).toEqual(['channel', 'parties[1].name']);
    expect(differences(recorded, [...opened.slice(0, 1), erased], changed)).toEqual(['channel', 'content', 'parties[0].name']);
  });
});
