import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#events';

/** Events of about 600 bytes of data, in the shape of a recorded touchpoint with one party. */
export function sampleEvents(count: number): NewEvent[] {
  const sealed = 'c2VhbGVkIHNlY3Rpb24g'.repeat(7);
  return Array.from({ length: count }, (_, n) => {
    const hub = randomUUID();
    return {
      id: randomUUID(),
      type: 'TouchpointRecorded',
      schemaVersion: 1,
      data: {
        source: 'contact-centre',
        externalId: `call-${n}`,
        occurredAt: '2026-11-20T09:31:00+01:00',
        kind: 'call',
        channel: 'phone',
        direction: 'inbound',
        department: 'billing',
        handledBy: 'jane',
        topics: ['invoice'],
        amount: { value: `${n % 500}.50`, currency: 'GBP' },
        parties: [{ role: 'caller', hub, identifiers: [{ handle: hub, type: 'phone' }], sealed }],
        fingerprint: hub.replaceAll('-', ''),
      },
      metadata: {},
    };
  });
}
