import { asHandle, asPosition, asSealed, type IdentityDecided, identityDecided, type IdentityVerdict } from '#events';
import { decideIdentity, decidePair, decideVerdict, type IdentityDecisionBody } from './decide-identity.js';

const VERDICTS: readonly IdentityVerdict[] = ['link', 'separate', 'reject-edge', 'dismiss', 'withdraw'];
const [A, B] = ['a0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001'] as const;
const NOW = Date.UTC(2026, 4, 2);
const body = (change: Partial<IdentityDecisionBody> = {}): IdentityDecisionBody => ({
  verdict: 'separate',
  a: A,
  b: B,
  reason: 'Two people',
  ...change,
});

const decided = (verdict: IdentityVerdict): IdentityDecided => ({
  id: 'd',
  type: 'IdentityDecided',
  schemaVersion: identityDecided.version,
  metadata: {},
  data: { verdict, a: asHandle(A), b: asHandle(B), decidedAt: '', sealedReason: asSealed(''), origin: 'staff' },
  stream: `identity-${A}.${B}`,
  revision: 0,
  position: asPosition(1),
  recordedAt: 0,
});
const given = (...verdicts: readonly IdentityVerdict[]) =>
  verdicts.map(decided).reduce((state, event) => decideIdentity.evolve(state, event), decideIdentity.initial);
const BOTH = new Set<string>([A, B]);

/** What the decision comes to once the vault said which of the identifiers it knows. */
function decide(state: ReturnType<typeof given>, input: IdentityDecisionBody, known: ReadonlySet<string> = BOTH) {
  const decision = decidePair(state, input, NOW);
  return decision.do === 'ask-identifiers' ? decision.next(known) : decision;
}

describe('deciding on a pair of identifiers', () => {
  it.each(VERDICTS.filter((verdict) => verdict !== 'withdraw'))('given no decision, "%s" is recorded', (verdict) => {
    expect(decideVerdict(undefined, verdict)).toBe('record');
    expect(decideVerdict('withdraw', verdict)).toBe('record');
  });

  it.each(VERDICTS.filter((verdict) => verdict !== 'withdraw'))('given "%s", the same again stands already', (verdict) => {
    expect(decideVerdict(verdict, verdict)).toBe('stands-already');
  });

  it('given one decision, any other takes its place, and a withdrawal takes it back', () => {
    expect(decideVerdict('link', 'separate')).toBe('record');
    expect(decideVerdict('separate', 'link')).toBe('record');
    expect(decideVerdict('link', 'dismiss')).toBe('record');
    expect(decideVerdict('link', 'withdraw')).toBe('record');
  });

  it('given no decision, or one that was withdrawn, there is nothing to withdraw', () => {
    expect(decideVerdict(undefined, 'withdraw')).toBe('nothing-to-withdraw');
    expect(decideVerdict('withdraw', 'withdraw')).toBe('nothing-to-withdraw');
    expect(decide(given('link', 'withdraw'), body({ verdict: 'withdraw' }))).toMatchObject({
      do: 'refuse',
      problem: { code: 'nothing-to-withdraw' },
    });
  });

  it('given the same decision, it is a duplicate of the one that stands, whichever way round', () => {
    const state = given('link', 'separate');
    expect(decide(state, body({ a: B, b: A }))).toEqual({ do: 'duplicate', event: state.standing });
    expect(decideIdentity.stream(body({ a: B, b: A }))).toBe(decideIdentity.stream(body()));
  });

  it('is about two identifiers that are known', () => {
    expect(decide({}, body({ b: A }))).toMatchObject({
      do: 'refuse',
      problem: { code: 'same-identifier', errors: [{ field: 'b' }] },
    });
    expect(decide({}, body(), new Set([B]))).toMatchObject({
      do: 'refuse',
      problem: { code: 'unknown-identifier', errors: [{ field: 'a' }] },
    });
  });

  it('is recorded with the pair in order, the reason sealed under the first, and when', () => {
    const decision = decide({}, body({ a: B, b: A }));
    if (decision.do !== 'record') throw new Error(`It was decided to ${decision.do}.`);
    const composition = decision.draft.compose([]);
    if ('code' in composition) throw new Error(composition.detail);
    expect(composition.sections).toEqual([{ section: 'reason', hub: A, content: { reason: 'Two people' } }]);
    expect(composition.data([], [asSealed('sealed')])).toEqual({
      verdict: 'separate',
      a: A,
      b: B,
      decidedAt: '2026-05-02T00:00:00.000Z',
      sealedReason: 'sealed',
      origin: 'staff',
    });
  });
});
