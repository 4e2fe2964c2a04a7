import { InvalidKindsError, KindRegistry } from './kind-registry.js';

describe('The kinds of touchpoint', () => {
  const registry = new KindRegistry();

  it.each([
    'call',
    'email',
    'letter',
    'fax',
    'chat',
    'sms',
    'social-post',
    'complaint',
    'site-visit',
    'store-visit',
    'web-visit',
    'meeting',
    'purchase',
    'refund',
    'cost',
    'offer',
    'offer-response',
    'note',
  ])('hold %s from the start', (kind) => {
    expect(registry.has(kind)).toBe(true);
  });

  it('check the details and name what is wrong', () => {
    expect(registry.problems('complaint', { stage: 'raised' })).toEqual([]);
    expect(registry.problems('complaint', { stage: 'shouted' })).toEqual([
      { field: 'details.stage', problem: 'must be one of raised, escalated, resolved' },
    ]);
    expect(registry.problems('purchase', { lines: [{ sku: 'A', quantity: 1 }, { quantity: 1 }] })).toEqual([
      { field: 'details.lines[1].sku', problem: 'is missing' },
    ]);
    expect(registry.problems('telepathy', {})[0]?.field).toBe('kind');
  });

  it('keep in clear only what is declared free of personal data', () => {
    expect(registry.split('call', { durationSeconds: 5, recordingRef: 'tape' })).toEqual({
      clear: { durationSeconds: 5 },
      sealed: { recordingRef: 'tape' },
    });
  });

  it('grow by a company’s own, whose details are sealed unless marked', () => {
    const own = KindRegistry.withCompanyKinds(`
kinds:
  - kind: test-drive
    label: Test drive
    channels: [on-site]
    details: { properties: { model: { type: string, x-clear: true }, licence: { type: string } }, required: [model] }
`);
    expect(own.problems('test-drive', { model: 'A', licence: 'X1' })).toEqual([]);
    expect(own.problems('test-drive', { colour: 'red' }).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['details.model', 'details.colour']),
    );
    expect(own.split('test-drive', { model: 'A', licence: 'X1' })).toEqual({ clear: { model: 'A' }, sealed: { licence: 'X1' } });
  });

  it.each([
    ['no list', 'kind: x', /list named "kinds"/],
    ['a name in capitals', 'kinds: [{ kind: Drive }]', /kinds\[0\]\.kind/],
    ['a name that exists', 'kinds: [{ kind: call }]', /exists already/],
    ['a schema that is none', 'kinds: [{ kind: drive, details: { properties: { a: { type: wheel } } } }]', /"drive"/],
    ['broken YAML', 'kinds: [', /YAML/],
  ])('refuse a file with %s', (_name, yaml, message) => {
    expect(() => KindRegistry.withCompanyKinds(yaml)).toThrow(InvalidKindsError);
    expect(() => KindRegistry.withCompanyKinds(yaml)).toThrow(message);
  });
});
