import { type RecordedEvent, sealedSections, UnknownEventError } from '#events';
import type { OpenRequest, VaultTransfer } from '#vault';
import { canonicalJson } from '#text';
import { DifferenceError } from './transfer-errors.js';

/**
 * The sample takes the first so many events, then every second of as many, every fourth, and so on, which spreads it over
 * ledgers of any size.
 */
const TAKEN_AT_EACH_DISTANCE = 250;

/** Opens the sealed sections of some events with both vaults. */
export class SealedSample {
  /** Number of sections that open to the same content on both sides. */
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

  /** @throws DifferenceError where a section opens to different content in the other vault */
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
    // One at a time, to find the failing section.
    const each: string[] = [];
    for (const request of requests) each.push(...(await readings(vault, [request])));
    return each;
  }
}

/** None of an event that a newer version wrote: where its sections are is not known here. */
function sectionsOf(event: RecordedEvent): readonly OpenRequest[] {
  try {
    return sealedSections(event);
  } catch (error) {
    if (error instanceof UnknownEventError) return [];
    throw error;
  }
}
