import type { RecordedEvent } from './envelope.js';
import { asPosition } from './ids.js';
import { TOUCHPOINT_RECORDED, touchpointRecorded } from './touchpoint-recorded.js';
import { DECLARED_EVENTS, UnknownEventError, upcast } from './upcasters.js';

/** Version 1 had one name, version 2 split it, version 3 added a language. */
const schemas: Parameters<typeof upcast>[1] = {
  Greeted: {
    version: 3,
    upcasters: [
      ({ name }: { name: string }) => ({ first: name.split(' ')[0], last: name.split(' ')[1] }),
      (data: { first: string; last: string }) => ({ ...data, language: 'en' }),
    ],
  },
};

function greeted(schemaVersion: number, data: unknown): RecordedEvent {
  return {
    id: '0193a1c0-0000-7000-8000-000000000001',
    type: 'Greeted',
    schemaVersion,
    data,
    metadata: { actor: 'jane' },
    stream: 'greeting-1',
    revision: 4,
    position: asPosition(17),
    recordedAt: 1_790_000_000_000,
  };
}

describe('upcasting', () => {
  it('reads an event of version 1 as version 3, one step after the other', () => {
    expect(upcast(greeted(1, { name: 'Ada Byron' }), schemas).data).toEqual({ first: 'Ada', last: 'Byron', language: 'en' });
  });

  it('starts at the version the event has', () => {
    expect(upcast(greeted(2, { first: 'Ada', last: 'Byron' }), schemas).data).toEqual({
      first: 'Ada',
      last: 'Byron',
      language: 'en',
    });
  });

  it('leaves an event of the newest version as it is', () => {
    const event = greeted(3, { first: 'Ada', last: 'Byron', language: 'fr' });
    expect(upcast(event, schemas)).toBe(event);
  });

  it('changes the data only, not the envelope, and not the event it was given', () => {
    const event = greeted(1, { name: 'Ada Byron' });
    const before = structuredClone(event);

    expect(upcast(event, schemas)).toEqual({ ...before, data: { first: 'Ada', last: 'Byron', language: 'en' } });
    expect(event).toEqual(before);
  });

  it('refuses an unknown type and a version newer than it knows, naming event and position but nothing of the data', () => {
    const unknown = { ...greeted(1, { secret: 'Ada Byron' }), type: 'Vanished' };
    const newer = greeted(4, { secret: 'Ada Byron' });

    for (const event of [unknown, newer]) {
      expect(() => upcast(event, schemas)).toThrow(UnknownEventError);
      expect(() => upcast(event, schemas)).toThrow(`${event.type} version ${event.schemaVersion} at position 17`);
      expect(() => upcast(event, schemas)).not.toThrow('Ada');
    }
  });
});

describe('the published language', () => {
  it('has a step up from every older version of every type', () => {
    for (const [type, { version, upcasters }] of Object.entries(DECLARED_EVENTS))
      expect([type, upcasters.length]).toEqual([type, version - 1]);
  });

  it('reads a touchpoint of the newest version', () => {
    const event = { ...greeted(touchpointRecorded.version, { source: 'contact-centre' }), type: TOUCHPOINT_RECORDED };
    expect(upcast(event)).toBe(event);
  });
});
