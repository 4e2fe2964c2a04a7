import { dayOf, dayOrInstantOf, instantOf } from './instants.js';

describe('a time as it is written', () => {
  it.each([
    ['2026-11-20T09:31:00+01:00', Date.UTC(2026, 10, 20, 8, 31)],
    ['2024-02-29T23:59:59.999Z', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
    ['0000-02-29T00:00:00Z', Date.parse('0000-02-29T00:00:00Z')],
  ])('%s is read', (text, ms) => expect(instantOf(text)).toBe(ms));

  it.each([
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T23:59:60Z',
    '2026-11-20T10:00:00+24:00',
    '2026-11-20T10:00:00+01:60',
    '2026-11-20T10:00:00',
    '2026-11-20',
    '',
  ])('%s is none', (text) => expect(instantOf(text)).toBeUndefined());

  it('may lack its seconds, or be a day, where that is said', () => {
    expect(dayOrInstantOf('2026-06-30')).toBe(Date.UTC(2026, 5, 30));
    expect(dayOrInstantOf('2026-06-30T12:00Z')).toBe(Date.UTC(2026, 5, 30, 12));
    for (const text of ['2026-02-30', '2026-13-01', '2026-06-30T24:00Z', '2026', 'yesterday'])
      expect(dayOrInstantOf(text)).toBeUndefined();
  });

  it('may be a day alone', () => {
    expect(dayOf('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
    for (const text of ['2023-02-29', '2026-00-10', '2026-06-31', '2026-06-30T12:00Z']) expect(dayOf(text)).toBeUndefined();
  });
});
