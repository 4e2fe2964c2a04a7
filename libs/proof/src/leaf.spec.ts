import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { asPosition, type RecordedEvent } from '#events';
import { leafOf, recordedLeafHash, storedLeafHash } from './leaf.js';
import { leafHash } from './tree/hashes.js';

const event: RecordedEvent = {
  id: 'B4AD4A0C-5F43-4BA8-8A4A-0C6F5E4D3C2B',
  stream: 'touchpoint-crm/"1"',
  revision: 0,
  type: 'Tested',
  schemaVersion: 3,
  recordedAt: 1_764_561_600_000,
  metadata: { correlationId: 'r-1', actor: 'jane' },
  data: { b: 1, a: ['é', null] },
  position: asPosition(7),
};
const asStored = ({ metadata, data, ...envelope }: RecordedEvent) => ({
  ...envelope,
  metadata: JSON.stringify(metadata),
  data: JSON.stringify(data),
});

describe('The leaf of an event', () => {
  it('is a JSON text of what was recorded, in the order in which it was written, and without its position', () => {
    expect(leafOf(asStored(event))).toBe(
      '[1,"b4ad4a0c-5f43-4ba8-8a4a-0c6f5e4d3c2b","touchpoint-crm/\\"1\\"",0,"Tested",3,1764561600000,{"correlationId":"r-1","actor":"jane"},{"b":1,"a":["é",null]}]',
    );
    expect(leafOf(asStored({ ...event, position: asPosition(8) }))).toBe(leafOf(asStored(event)));
  });

  it('has the same hash from what is stored and from what was parsed, whatever JSON holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const parsed = { ...event, data: JSON.parse(JSON.stringify(data)) as unknown };
        const stored = { ...asStored(event), data: JSON.stringify(data) };
        expect(recordedLeafHash(parsed)).toBe(storedLeafHash(stored));
        expect(storedLeafHash(stored)).toBe(leafHash(leafOf(stored)));
      }),
    );
  });
});
