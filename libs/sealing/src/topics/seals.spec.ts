import { sealEventId } from '#proof';
import { cloudEvent } from '#streaming';
import { contractBreaches } from '#streaming/testing';
import { type PublishedSeal, sealsTopic } from './seals.js';

function published(message: PublishedSeal): { headers: Readonly<Record<string, string>>; value: string } {
  const announced = { id: crypto.randomUUID(), sequence: 1n, key: 'ledger', message };
  return { headers: cloudEvent(sealsTopic.contract, announced, message, 'urn:test').headers, value: JSON.stringify(message) };
}

describe('The topic of seals', () => {
  const seal = { size: 5, root: 'ab'.repeat(32), event: sealEventId(5), position: '6' };

  it('takes what is announced, with the id of the event', () => {
    const message = published({ ...seal, previous: 'cd'.repeat(32) });
    expect(contractBreaches(sealsTopic.contract, message)).toEqual([]);
    expect(contractBreaches(sealsTopic.contract, published(seal))).toEqual([]);
    expect(message.headers).toMatchObject({ ce_type: 'touchstone.ledger.sealed', ce_id: seal.event });
  });

  it('is broken by a root that is none', () => {
    expect(contractBreaches(sealsTopic.contract, published({ ...seal, root: 'none' }))).toMatchObject([
      { keyword: 'pattern', instancePath: '/root' },
    ]);
  });
});
