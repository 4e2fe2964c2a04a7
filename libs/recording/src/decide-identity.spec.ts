import type { IdentityVerdict } from '#events';
import { decideVerdict } from './decide-identity.js';

const VERDICTS: readonly IdentityVerdict[] = ['link', 'separate', 'reject-edge', 'dismiss', 'withdraw'];

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
  });
});
