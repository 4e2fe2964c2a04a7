import type { DetailsSchema } from '#desk';
import { touchpointOf, type Draft } from './draft.js';

const draft: Draft = {
  externalId: 'd-1',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  handledBy: '',
  occurredAt: '2026-11-20T09:31',
  parties: [
    {
      role: 'caller',
      name: ' Ada Byron ',
      identifiers: [
        { type: 'phone', value: ' +44 20 7946 0018 ' },
        { type: 'email', value: '' },
      ],
    },
  ],
  subject: 'Invoice 118',
  content: '',
  topics: 'invoice, , refund ',
  outcome: '',
  amount: '',
  currency: 'GBP',
  caseRef: '',
  caseStatus: 'opened',
  details: {},
};

describe('a touchpoint from the form', () => {
  it('has what was entered and nothing else', () => {
    expect(touchpointOf(draft, undefined)).toEqual({
      source: 'desk',
      externalId: 'd-1',
      occurredAt: expect.stringMatching(/^2026-11-20T09:31:00[+-]\d\d:\d\d$/),
      kind: 'call',
      channel: 'phone',
      direction: 'inbound',
      department: 'billing',
      parties: [{ role: 'caller', name: 'Ada Byron', identifiers: [{ type: 'phone', value: '+44 20 7946 0018' }] }],
      subject: 'Invoice 118',
      topics: ['invoice', 'refund'],
    });
  });

  it('keeps an amount as the exact decimal that was entered', () => {
    expect(touchpointOf({ ...draft, amount: '12.50', currency: 'gbp' }, undefined)).toMatchObject({
      amount: { value: '12.50', currency: 'GBP' },
    });
  });

  it('is the same touchpoint when it is sent again', () => {
    expect(touchpointOf(draft, undefined)).toEqual(touchpointOf(draft, undefined));
  });

  it('gives each detail the type that its schema asks for', () => {
    const details = {
      seconds: '90',
      recorded: 'true',
      codes: 'a, b',
      level: '2',
      when: '2026-01-01',
      odd: 'twelve',
      unasked: 'x',
      map: '{"a":1}',
    };
    const schema: DetailsSchema = {
      type: 'object',
      properties: {
        seconds: { type: 'integer' },
        recorded: { type: 'boolean' },
        codes: { type: 'array', items: { type: 'string' } },
        level: { enum: [1, 2] },
        when: { type: 'string', format: 'date' },
        odd: { type: ['number', 'null'] },
        map: { type: 'object' },
        empty: { type: 'string' },
      },
    };
    expect(touchpointOf({ ...draft, details }, schema).details).toEqual({
      seconds: 90,
      recorded: true,
      codes: ['a', 'b'],
      level: 2,
      when: '2026-01-01',
      odd: 'twelve',
      map: { a: 1 },
    });
  });
});
