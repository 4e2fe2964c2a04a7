import { IDENTITY_DECIDED, type IdentityDecision, type RecordedEvent, TOUCHPOINT_RECORDED, type TouchpointData } from '#events';
import type { OpenRequest, VaultTransfer } from '#vault';
import { canonicalJson } from '#text';
import { DifferenceError } from './transfer-errors.js';

/** So many events are taken, then every other one of as many, every fourth, and so on: spread over ledgers of any size. */
const TAKEN_AT_EACH_DISTANCE = 250;

/** Opens the sealed sections of some events with both vaults. */
export class SealedSample {
  /** Sections that read the same on both sides. */
  sections = 0;
  readonly #from: VaultTransfer;
  readonly #to: VaultTransfer;
  #seen = 0;
  #taken = 0;
  #distance = 1;

  constructor(from: VaultTransfer, to: VaultTransfer) {
    this.#from = from;
    this.#to = to;
  }

  /** @throws DifferenceError where a section reads otherwise than in the other vault */
  async look(events: readonly RecordedEvent[]): Promise<void> {
    const requests = events.filter(() => this.#isTaken()).flatMap(sectionsOf);
    const [read, others] = await Promise.all([readings(this.#from, requests), readings(this.#to, requests)]);
    for (const [n, { section, eventId }] of requests.entries()) {
      if (read[n] !== others[n]) {
        throw new DifferenceError(`The vaults differ: ${section} of event ${eventId} does not open to the same with the copy.`);
      }
    }
    this.sections += requests.length;
  }

  #isTaken(): boolean {
    this.#seen += 1;
    if (this.#seen % this.#distance !== 0) return false;
    this.#taken += 1;
    if (this.#taken % TAKEN_AT_EACH_DISTANCE === 0) this.#distance *= 2;
    return true;
  }
}

/** What each section opens to, or why it does not. */
async function readings(vault: VaultTransfer, requests: readonly OpenRequest[]): Promise<string[]> {
  try {
    return (await vault.open(requests)).map((opened) => canonicalJson(opened));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'key-lost' && code !== 'section-damaged') throw error;
    if (requests.length === 1) return [code];
    // One at a time, to see which.
    const each: string[] = [];
    for (const request of requests) each.push(...(await readings(vault, [request])));
    return each;
  }
}

function sectionsOf({ stream, id: eventId, type, schemaVersion, data }: RecordedEvent): OpenRequest[] {
  const place = { stream, eventId, type, schemaVersion };
  if (type === TOUCHPOINT_RECORDED) {
    const { parties } = data as TouchpointData;
    return parties.map(({ hub, sealed }, n) => ({ ...place, section: `party:${n}`, hub, sealed }));
  }
  if (type === IDENTITY_DECIDED) {
    const { a: hub, sealedReason: sealed } = data as IdentityDecision;
    return [{ ...place, section: 'reason', hub, sealed }];
  }
  return [];
}
