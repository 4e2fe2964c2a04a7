import type { CommandProblem, Composition } from '#commands';
import {
  asHandle,
  asPosition,
  asSealed,
  type Handle,
  type PartySecrets,
  type TouchpointData,
  type TouchpointRecorded,
} from '#events';
import { defaultRules, identifierRules } from '#recognition';
import type { Opened, ResolvedIdentifier } from '#vault';
import { KindRegistry } from '../kinds/kind-registry.js';
import type { TouchpointBody } from '../touchpoint/touchpoint-input.js';
import { decideTouchpoint, evolveTouchpoint, type RecordedExtra } from './record-touchpoint.js';

/** The fields of a touchpoint as plain data. */
type Stated = Pick<TouchpointBody, keyof TouchpointBody>;

const needs = { kinds: new KindRegistry(), identifiers: identifierRules(defaultRules()) };
const HUB = asHandle('a0000000-0000-4000-8000-000000000001');
const CASE = asHandle('c0000000-0000-4000-8000-000000000001');
const PROFILE = asHandle('b0000000-0000-4000-8000-000000000001');

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

const resolved = (handle: Handle, type: string): ResolvedIdentifier => ({ handle, type, normalised: type });

/** Given nothing in its stream, what the touchpoint comes to once the vault has told the handles of its identifiers. */
function composed(
  touchpoint: Stated,
  handles: readonly (ResolvedIdentifier | undefined)[] = [resolved(HUB, 'phone')],
): Composition<TouchpointData, RecordedExtra> | CommandProblem {
  const decision = decideTouchpoint({}, touchpoint, 'fingerprint', needs);
  if (decision.do !== 'record') throw new Error(`It was decided to ${decision.do}.`);
  return decision.draft.compose(handles) as Composition<TouchpointData, RecordedExtra> | CommandProblem;
}

function dataOf(touchpoint: Stated, handles?: readonly (ResolvedIdentifier | undefined)[]): TouchpointData {
  const composition = composed(touchpoint, handles);
  if ('code' in composition) throw new Error(composition.detail);
  return composition.data(
    [PROFILE],
    composition.sections.map((_, index) => asSealed(`sealed ${index}`)),
  );
}

const recorded: TouchpointRecorded = {
  id: '018e0000-0000-8000-8000-000000000001',
  type: 'TouchpointRecorded',
  schemaVersion: 1,
  metadata: {},
  data: dataOf(call),
  stream: 'touchpoint-contact-centre/call-1',
  revision: 0,
  position: asPosition(1),
  recordedAt: 0,
};

describe('deciding about a touchpoint', () => {
  const given = evolveTouchpoint({}, recorded);

  it('given nothing in its stream, it is recorded', () => {
    expect(decideTouchpoint({}, call, 'fingerprint', needs)).toMatchObject({
      do: 'record',
      draft: { event: { type: 'TouchpointRecorded' } },
    });
  });

  it('given the same content, it is a duplicate of the first', () => {
    expect(decideTouchpoint(given, call, 'fingerprint', needs)).toEqual({ do: 'duplicate', event: recorded });
  });

  it('given other content, it is a conflict that names what differs once the sections are open', () => {
    const decision = decideTouchpoint(given, { ...call, outcome: 'open' }, 'another', needs);
    if (decision.do !== 'ask-sections') throw new Error(`It was decided to ${decision.do}.`);
    expect(decision.of).toBe(recorded);
    const secrets: PartySecrets = { name: 'Ada Byron', identifiers: [{ type: 'phone', value: '020 7946 0018' }] };
    const sections: readonly Opened[] = [{ erased: false, content: secrets }];
    expect(decision.next(sections)).toMatchObject({
      do: 'refuse',
      problem: { code: 'conflict', errors: [{ field: 'outcome' }], recorded: { id: recorded.id, position: '1' } },
    });
  });
});

describe('the event of a touchpoint', () => {
  it('says what was stated and leaves out what was not', () => {
    const { source, externalId, occurredAt, kind, channel, direction, department } = call;
    const parties = [
      { role: 'caller', hub: HUB, identifiers: [{ handle: HUB, type: 'phone' }], profile: PROFILE, sealed: 'sealed 0' },
    ];
    expect(dataOf(call)).toEqual({
      source,
      externalId,
      occurredAt,
      kind,
      channel,
      direction,
      department,
      parties,
      fingerprint: 'fingerprint',
    });
    expect(dataOf({ ...call, topics: [], details: {} })).toEqual(dataOf(call));
  });

  it('seals what is personal under its party, and holds nothing of it in clear', () => {
    const told = { ...call, subject: 'Ada rang', content: 'Ada Byron asks', details: { recordingRef: 'tape of Ada', line: '7' } };
    expect(JSON.stringify(dataOf(told))).not.toMatch(/Ada|7946/);
    expect(dataOf(told).details).toEqual({ line: '7' });
    expect(composed(told)).toMatchObject({
      sections: [
        {
          section: 'party:0',
          hub: HUB,
          content: { name: 'Ada Byron', subject: 'Ada rang', details: { recordingRef: 'tape of Ada' } },
        },
      ],
      profiles: [{ hub: HUB, profile: { name: 'Ada Byron' } }],
    });
  });

  it('names the case by its handle, updated unless something else is stated', () => {
    const handles = [resolved(HUB, 'phone'), resolved(CASE, 'case-ref')];
    expect(dataOf({ ...call, case: { ref: 'C-1' } }, handles).case).toEqual({ handle: CASE, status: 'updated' });
    expect(dataOf({ ...call, case: { ref: 'C-1', status: 'closed' } }, handles).case).toEqual({ handle: CASE, status: 'closed' });
    expect(JSON.stringify(dataOf({ ...call, case: { ref: 'C-1' } }, handles))).not.toContain('C-1');
  });

  it('keeps amount, topics, outcome and who handled it', () => {
    const more = { amount: { value: '12.50', currency: 'GBP' }, topics: ['refund'], outcome: 'agreed', handledBy: 'ann' };
    expect(dataOf({ ...call, ...more })).toMatchObject(more);
  });

  it('is not made where no identifier tells who a party is', () => {
    expect(composed(call, [undefined])).toMatchObject({
      code: 'invalid',
      errors: [{ field: 'parties[0].identifiers[0]', remedy: 'Give an identifier of the person, or name and address.' }],
    });
  });

  it('says which identifiers are ignored', () => {
    const parties = [
      {
        role: 'caller',
        identifiers: [
          { type: 'email', value: 'noreply@x.org' },
          { type: 'phone', value: '1' },
        ],
      },
    ];
    expect(composed({ ...call, parties }, [undefined, resolved(HUB, 'phone')])).toMatchObject({
      extra: { ignoredIdentifiers: ['parties[0].identifiers[0]'] },
    });
  });
});
