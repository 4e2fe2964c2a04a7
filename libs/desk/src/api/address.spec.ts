import { address } from './address.js';

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

  it('carries a phone number with its plus', () => {
    expect(new URL(address('/api/v1/customers', { q: '+44 20' }), 'http://x').searchParams.get('q')).toBe('+44 20');
  });
});
