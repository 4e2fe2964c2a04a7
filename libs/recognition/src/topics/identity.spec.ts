import { randomUUID } from 'node:crypto';
import { cloudEvent } from '#streaming';
import { contractBreaches } from '#streaming/testing';
import { IDENTITY, type PublishedIdentityChange } from './identity.js';

const [ADA, BOB] = ['0a0a0a0a-0000-4000-8000-000000000001', '0b0b0b0b-0000-4000-8000-000000000002'] as const;

function published(message: PublishedIdentityChange): { headers: Readonly<Record<string, string>>; value: string } {
  const { headers } = cloudEvent(IDENTITY, { id: randomUUID(), sequence: 1n, key: message.to, message }, message, 'urn:test');
  return { headers, value: JSON.stringify(message) };
}

describe('The topic of identity', () => {
  it('takes what is announced', () => {
    const message = published({ type: 'merged', from: ADA, to: BOB, handles: [ADA], position: '42' });
    expect(contractBreaches(IDENTITY, message)).toEqual([]);
    expect(message.headers.ce_type).toBe('touchstone.identity.merged');
  });

  it('is broken by an id or a header that is not one', () => {
    const { headers, value } = published({ type: 'merged', from: ADA, to: BOB, handles: ['Bob'], position: '42' });
    const { ce_sequence: _left, ...unordered } = headers;
    expect(contractBreaches(IDENTITY, { headers: unordered, value })).toMatchObject([
      { keyword: 'required', params: { missingProperty: 'ce_sequence' } },
      { keyword: 'format', instancePath: '/handles/0' },
    ]);
  });
});
