import { address } from './client.js';
import { asProblem, problemOf } from './problem.js';

describe('an address with a query', () => {
  it('leaves out what is not asked and writes lists with commas', () => {
    expect(
      address('/customers/1/timeline', { channel: ['phone', 'email'], kind: [], text: '', from: undefined, limit: 50 }),
    ).toBe('/customers/1/timeline?channel=phone%2Cemail&limit=50');
    expect(address('/kinds')).toBe('/kinds');
  });

  it('carries a phone number with its plus', () => {
    expect(new URL(address('/customers', { q: '+44 20' }), 'http://x').searchParams.get('q')).toBe('+44 20');
  });
});

describe('a problem', () => {
  it('is read from problem details, with its fields', async () => {
    const body = {
      title: 'Not accepted',
      detail: 'One field',
      code: 'invalid',
      errors: [{ field: 'kind', problem: 'unknown' }, 7],
    };
    const problem = await problemOf(new Response(JSON.stringify(body), { status: 400 }));
    expect(problem).toMatchObject({
      status: 400,
      code: 'invalid',
      title: 'Not accepted',
      errors: [{ field: 'kind', problem: 'unknown' }],
    });
  });

  it("still says something for a proxy's page", async () => {
    const problem = await problemOf(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(problem.title).toBe('The server answered 502');
    expect(problem.detail).not.toBe('');
  });

  it('never shows the insides of an unexpected error', () => {
    expect(asProblem(new TypeError('x of undefined')).detail).not.toContain('undefined');
  });
});
