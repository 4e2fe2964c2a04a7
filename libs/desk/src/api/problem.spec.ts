import { asProblem, problemOf } from './problem.js';

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
