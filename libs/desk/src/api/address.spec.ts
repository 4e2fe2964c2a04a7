import { address, type Address, type AnswerOf } from './address.js';

describe('an address of the API', () => {
  it('has its parameters in the path and in the query, leaves out what is not asked and writes lists with commas', () => {
    expect(
      address('/api/v1/customers/{id}/timeline', {
        id: 'a/b',
        channel: ['phone', 'email'],
        kind: [],
        from: undefined,
        limit: 50,
      }),
    ).toBe('/api/v1/customers/a%2Fb/timeline?channel=phone%2Cemail&limit=50');
    expect(address('/api/v1/kinds')).toBe('/api/v1/kinds');
  });

  it('is known with its path, which says what it is answered with', () => {
    const kinds: Address<'/api/v1/kinds'> = address('/api/v1/kinds');
    // @ts-expect-error the address of another path
    const views: Address<'/api/v1/views'> = kinds;
    expect(views).toBe('/api/v1/kinds');
    const labels = (answer: AnswerOf<'/api/v1/kinds'>): string[] => answer.kinds.map(({ label }) => label);
    // @ts-expect-error what another path answers with
    expect(() => labels({ sets: [] } satisfies AnswerOf<'/api/v1/views'>)).toThrow(TypeError);
    const nothing: AnswerOf<'/api/v1/quarantine/{id}', 'delete'> = undefined;
    expect(nothing).toBeUndefined();
  });

  it('carries a phone number with its plus', () => {
    expect(new URL(address('/api/v1/customers', { q: '+44 20' }), 'http://x').searchParams.get('q')).toBe('+44 20');
  });
});
