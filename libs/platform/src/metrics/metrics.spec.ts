import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('tell all the others when one of them fails or takes too long', async () => {
    const metrics = new Metrics();
    metrics.gauge('good', 'Works', [], () => [{ value: 1 }]);
    metrics.gauge('bad', 'Fails', [], () => Promise.reject(new Error('the database is away')));
    metrics.gauge('slow', 'Never answers', [], () => new Promise(() => undefined));
    const started = Date.now();
    const text = await metrics.text();
    expect(text).toMatch(/^good 1$/m);
    expect(text).not.toMatch(/^(bad|slow) /m);
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('forget a reading that is not there any more', async () => {
    const metrics = new Metrics();
    let readings = [{ labels: { set: 'a' }, value: 1 }];
    metrics.gauge('lag', 'Of sets', ['set'], () => readings);
    expect(await metrics.text()).toMatch(/^lag\{set="a"\} 1$/m);
    readings = [];
    expect(await metrics.text()).not.toMatch(/^lag\{/m);
  });
});
