import {
  asHandle,
  asPosition,
  type Handle,
  type NewTouchpointRecorded,
  type RecordedParty,
  type TouchpointRecorded,
} from '#events';
import { decideTouchpoint, touchpointRecorded } from './decide-touchpoint.js';
import { KindRegistry } from './kinds/kind-registry.js';
import type { TouchpointBody } from './touchpoint-input.js';

/** The fields of a touchpoint as plain data. */
type Stated = Pick<TouchpointBody, keyof TouchpointBody>;

const kinds = new KindRegistry();
const ID = '018e0000-0000-8000-8000-000000000001';
const HUB = asHandle('a0000000-0000-4000-8000-000000000001');
const CASE = asHandle('c0000000-0000-4000-8000-000000000001');
const parties: readonly [RecordedParty] = [
  { role: 'caller', hub: HUB, identifiers: [{ handle: HUB, type: 'phone' }], sealed: 'sealed' },
];

/** A call that says no more than it must. */
const call: Stated = {
  source: 'contact-centre',
  externalId: 'call-1',
  occurredAt: '2026-05-01T10:00:00+02:00',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  parties: [{ role: 'caller', name: 'Ada Byron', identifiers: [{ type: 'phone', value: '020 7946 0018' }] }],
};

const eventOf = (touchpoint: Stated, caseHandle?: Handle): NewTouchpointRecorded =>
  touchpointRecorded(touchpoint, ID, parties, caseHandle, 'fingerprint', kinds, { actor: 'ann' });

describe('deciding about a touchpoint', () => {
  const recorded: TouchpointRecorded = {
    ...eventOf(call),
    stream: 'touchpoint-contact-centre/call-1',
    revision: 0,
    position: asPosition(1),
    recordedAt: 0,
  };

  it('given nothing in its stream, it is recorded', () => {
    expect(decideTouchpoint(undefined, 'fingerprint')).toBe('record');
  });

  it('given the same content, it is a duplicate', () => {
    expect(decideTouchpoint(recorded, 'fingerprint')).toBe('duplicate');
  });

  it('given other content, it is a conflict', () => {
    expect(decideTouchpoint(recorded, 'another')).toBe('conflict');
  });
});

describe('the event of a touchpoint', () => {
  it('says what was stated and leaves out what was not', () => {
    const { source, externalId, occurredAt, kind, channel, direction, department } = call;
    expect(eventOf(call)).toEqual({
      id: ID,
      type: 'TouchpointRecorded',
      schemaVersion: 1,
      metadata: { actor: 'ann' },
      data: { source, externalId, occurredAt, kind, channel, direction, department, parties, fingerprint: 'fingerprint' },
    });
    expect(eventOf({ ...call, topics: [], details: {} })).toEqual(eventOf(call));
  });

  it('holds nothing personal in clear', () => {
    const told = { ...call, subject: 'Ada rang', content: 'Ada Byron asks', details: { recordingRef: 'tape of Ada', line: '7' } };
    expect(JSON.stringify(eventOf(told))).not.toMatch(/Ada|7946/);
    expect(eventOf(told).data.details).toEqual({ line: '7' });
  });

  it('names the case by its handle, updated unless something else is stated', () => {
    expect(eventOf({ ...call, case: { ref: 'C-1' } }, CASE).data.case).toEqual({ handle: CASE, status: 'updated' });
    expect(eventOf({ ...call, case: { ref: 'C-1', status: 'closed' } }, CASE).data.case).toEqual({
      handle: CASE,
      status: 'closed',
    });
    expect(JSON.stringify(eventOf({ ...call, case: { ref: 'C-1' } }, CASE))).not.toContain('C-1');
  });

  it('keeps amount, topics, outcome and who handled it', () => {
    const more = { amount: { value: '12.50', currency: 'GBP' }, topics: ['refund'], outcome: 'agreed', handledBy: 'ann' };
    expect(eventOf({ ...call, ...more }).data).toMatchObject(more);
  });
});
