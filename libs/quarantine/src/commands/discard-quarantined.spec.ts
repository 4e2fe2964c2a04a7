import { asPosition, type QuarantineDiscarded } from '#events';
import { decideDiscard, type DiscardState } from './discard-quarantined.js';

const ID = '018e0000-0000-7000-8000-000000000001';
const ITEM = { id: ID, receivedAt: '2026-05-01T08:00:00Z', source: 'crm', problem: { code: 'invalid', detail: 'x' }, body: '{}' };
const discarded: QuarantineDiscarded = {
  id: 'd',
  type: 'QuarantineDiscarded',
  schemaVersion: 1,
  metadata: {},
  data: { quarantineId: ID, reason: 'a test', receivedAt: ITEM.receivedAt },
  stream: `quarantine-${ID}`,
  revision: 0,
  position: asPosition(1),
  recordedAt: 0,
};

/** What it comes to once the quarantine said what it holds. */
function decide(state: DiscardState, item: typeof ITEM | undefined) {
  const decision = decideDiscard(state, { id: ID, reason: 'a test' });
  return decision.do === 'ask-quarantined' ? decision.next(item) : decision;
}

describe('discarding a quarantined item', () => {
  it('given the item, is recorded without its body, and takes it out', () => {
    const decision = decide({}, ITEM);
    if (decision.do !== 'record') throw new Error(`It was decided to ${decision.do}.`);
    const composition = decision.draft.compose([]);
    expect('data' in composition && composition.data([], [])).toEqual(discarded.data);
    expect(decision.settles).toBe(ID);
  });

  it('given no such item, is refused', () => {
    expect(decide({}, undefined)).toMatchObject({ do: 'refuse', problem: { code: 'not-quarantined' } });
  });

  it('given that it was recorded but stopped before the item was removed, removes it', () => {
    expect(decide({ discarded }, ITEM)).toEqual({ do: 'duplicate', event: discarded, settles: ID });
  });
});
