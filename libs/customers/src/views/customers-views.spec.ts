import * as fc from 'fast-check';
import {
  asHandle,
  asSealed,
  asPosition,
  IDENTITY_DECIDED,
  identityDecided,
  type LedgerEvent,
  type TouchpointRecorded,
} from '#events';
import type { Row } from '#views';
import { MemoryUnit } from '../testing/memory-unit.js';
import { givenTouchpoint, type GivenParty } from '../testing/touchpoints.js';
import { customersViews } from './customers-views.js';
import { CASES, FIGURES, PROFILES_SEEN, SHARED, TIMELINE } from './tables.js';

const views = customersViews({ publishes: false });

async function project(...batches: readonly (readonly LedgerEvent[])[]): Promise<MemoryUnit> {
  const unit = new MemoryUnit();
  const projector = views.projector();
  for (const batch of batches) await projector.apply(batch, unit);
  return unit;
}

function allRows(unit: MemoryUnit): Row[][] {
  return views.tables.map((table) => unit.rows(table));
}

function asParties([first, others]: [GivenParty, GivenParty[]]): [GivenParty, ...GivenParty[]] {
  return [first, ...others];
}

const code = fc.constantFrom('a', 'b', 'complaint');
const party = fc.record({ hub: fc.constantFrom('h1', 'h2', 'h3'), role: code, profile: fc.constantFrom('p1', 'p2', undefined) });
const touchpoints = fc
  .array(
    fc.record({
      at: fc.integer({ min: 1, max: 9 }),
      kind: code,
      channel: code,
      department: code,
      handledBy: fc.constantFrom('jane', 'joe', undefined),
      amount: fc.option(fc.record({ value: fc.constantFrom('1', '-2.5'), currency: fc.constant('EUR') }), { nil: undefined }),
      case: fc.option(
        fc.record({ handle: fc.constantFrom('c1', 'c2'), status: fc.constantFrom('opened', 'updated', 'closed') }),
        { nil: undefined },
      ),
      parties: fc.tuple(party, fc.array(party, { maxLength: 2 })).map(asParties),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((each, index) => givenTouchpoint({ ...each, position: index + 1 })));

function cut<T>(list: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < list.length; start += size) batches.push(list.slice(start, start + size));
  return batches;
}

const step = (position: number, at: number, status: 'opened' | 'updated' | 'closed', kind: string): TouchpointRecorded =>
  givenTouchpoint({ position, at, kind, case: { handle: 'c', status }, parties: [{ hub: 'ada' }] });

const stated = (position: number, at: number): TouchpointRecorded =>
  givenTouchpoint({ position, at, parties: [{ hub: 'ada', profile: 'p' }] });

describe('the views of customers', () => {
  it('are the same whatever the order of the touchpoints', async () => {
    await fc.assert(
      fc.asyncProperty(
        touchpoints.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        async ([list, shuffled]) => {
          expect(allRows(await project(shuffled))).toEqual(allRows(await project(list)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are the same however the touchpoints are cut into batches, by one projector or a new one each time', async () => {
    await fc.assert(
      fc.asyncProperty(touchpoints, fc.integer({ min: 1, max: 5 }), async (list, size) => {
        const whole = allRows(await project(list));
        expect(allRows(await project(...cut(list, size)))).toEqual(whole);
        const unit = new MemoryUnit();
        for (const batch of cut(list, size)) await views.projector().apply(batch, unit);
        expect(allRows(unit)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('have a row on the timeline for each party, also where one hub is two of them', async () => {
    const unit = await project([
      givenTouchpoint({
        position: 7,
        at: 100,
        recordedAt: 200,
        parties: [
          { hub: 'ada', role: 'booker', profile: 'p' },
          { hub: 'bob', role: 'attendee' },
          { hub: 'ada', role: 'attendee' },
        ],
      }),
    ]);
    expect(unit.rows(TIMELINE)).toMatchObject([
      { hub: 'ada', occurred_at: 100, recorded_at: 200, position: 7, party: 0, role: 'booker', profile: 'p' },
      { hub: 'ada', party: 2, role: 'attendee', profile: null },
      { hub: 'bob', party: 1, role: 'attendee' },
    ]);
    expect(unit.rows(FIGURES)).toMatchObject([
      { hub: 'ada', touchpoints: 1 },
      { hub: 'bob', touchpoints: 1 },
    ]);
    expect(unit.rows(SHARED)).toMatchObject([
      { hub: 'ada', position: 7 },
      { hub: 'bob', position: 7 },
    ]);
  });

  it('count an amount for the principal only', async () => {
    const unit = await project([
      givenTouchpoint({
        position: 1,
        at: 1,
        kind: 'purchase',
        amount: { value: '10', currency: 'EUR' },
        parties: [{ hub: 'payer' }, { hub: 'witness' }],
      }),
    ]);
    const [payer, witness] = unit.rows(FIGURES).map(({ parts }) => String(parts));
    expect(payer).toContain('"amounts":[["EUR","10000000","0","0","0"]]');
    expect(witness).toContain('"amounts":[]');
  });

  it('keep the status of a case that was stated last by when it happened, not by when it was recorded', async () => {
    const unit = await project(
      [step(1, 30, 'closed', 'call')],
      [step(2, 10, 'opened', 'letter'), step(3, 20, 'updated', 'complaint')],
    );
    expect(unit.rows(CASES)).toEqual([
      {
        hub: 'ada',
        case_handle: 'c',
        first_at: 10,
        first_position: 2,
        kind: 'letter',
        department: 'sales',
        last_at: 30,
        last_position: 1,
        status: 'closed',
        complained_at: 20,
        touchpoints: 3,
      },
    ]);
  });

  it('know when a profile was first and last stated', async () => {
    const unit = await project([stated(1, 50)], [stated(2, 10), stated(3, 90)], [stated(4, 60)]);
    expect(unit.rows(PROFILES_SEEN)).toEqual([{ hub: 'ada', profile: 'p', first_at: 10, last_at: 90 }]);
  });

  it('ignore decisions about identity', async () => {
    const decided: LedgerEvent = {
      id: 'd',
      type: IDENTITY_DECIDED,
      schemaVersion: identityDecided.version,
      stream: 'identity-a.b',
      revision: 0,
      position: asPosition(1),
      recordedAt: 1,
      metadata: {},
      data: {
        verdict: 'link',
        a: asHandle('a'),
        b: asHandle('b'),
        decidedAt: '2026-01-01T00:00:00Z',
        sealedReason: asSealed(''),
        origin: 'staff',
      },
    };
    expect(allRows(await project([decided])).flat()).toEqual([]);
  });
});
