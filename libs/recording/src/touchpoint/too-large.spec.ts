import { tooLarge } from './too-large.js';
import type { TouchpointBody } from './touchpoint-input.js';

/** The fields of a touchpoint as plain data. */
type Stated = Pick<TouchpointBody, keyof TouchpointBody>;

const call: Stated = {
  source: 'contact-centre',
  externalId: 'call-1',
  occurredAt: '2026-05-01T10:00:00+02:00',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  parties: [{ role: 'caller', identifiers: [{ type: 'phone', value: '020 7946 0018' }] }],
};

describe('the problem of a touchpoint that is too large', () => {
  it('names the field that takes most of it, with its bytes, and the limit', () => {
    const { code, detail, errors } = tooLarge({ ...call, content: '鯨'.repeat(1000) }, 2048);
    expect(code).toBe('append-too-large');
    expect(detail).toContain('2048 bytes');
    expect(detail).toContain('Most of it is content, 3002 bytes');
    expect(errors?.map(({ field }) => field)).toEqual(['content']);
  });

  it('names details, or the parties, where those are larger', () => {
    expect(tooLarge({ ...call, details: { recordingRef: 'x'.repeat(1000) } }, 512).errors?.[0]?.field).toBe('details');
    expect(tooLarge(call, 512).errors?.[0]?.field).toBe('parties');
  });

  it('names no limit where the server told none', () => {
    expect(tooLarge(call, undefined).detail).toMatch(/larger than the ledger takes\. Most of it/);
  });

  it('repeats nothing of what the touchpoint says', () => {
    expect(JSON.stringify(tooLarge({ ...call, content: 'She wants her money back. '.repeat(100) }, 512))).not.toContain('money');
  });
});
