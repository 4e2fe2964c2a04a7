import { touchpointEventId, touchpointStream } from './event-ids.js';

const AT = Date.parse('2026-05-01T10:00:00Z');

describe('the id of a touchpoint’s event', () => {
  it('is a UUID of version 8 and the same each time', () => {
    const id = touchpointEventId('crm', '17', AT);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(touchpointEventId('crm', '17', AT)).toBe(id);
  });

  it('never changes: the ledgers that there are hold it', () => {
    expect(touchpointEventId('crm', '17', AT)).toBe('019de2fb-1900-8a0d-b7bb-8f6ff5f8203c');
  });

  it('differs with source, external id and time', () => {
    const ids = [
      touchpointEventId('crm', '17', AT),
      touchpointEventId('crm', '18', AT),
      touchpointEventId('shop', '17', AT),
      touchpointEventId('crm', '17', AT + 1),
      touchpointEventId('cr', 'm17', AT),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sorts by when it happened, to the millisecond', () => {
    const times = [AT, AT + 1, AT + 1000, AT + 86_400_000];
    const ids = times.map((at) => touchpointEventId('crm', String(at), at));
    expect(ids.toSorted()).toEqual(ids);
  });

  it('is a UUID also for what happened before 1970 or after the year 10000', () => {
    for (const at of [-1, Date.parse('1890-01-01T00:00:00Z'), 8.64e15]) {
      expect(touchpointEventId('archive', '1', at)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });
});

describe('the stream of a touchpoint', () => {
  it('is named by source and external id as they are', () => {
    expect(touchpointStream('crm', 'Call/17')).toBe('touchpoint-crm/Call/17');
  });
});
