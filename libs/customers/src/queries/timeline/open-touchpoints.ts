import {
  TOUCHPOINT_RECORDED,
  asPosition,
  upcast,
  type Handle,
  type PartySecrets,
  type RecordedEvent,
  type TouchpointRecorded,
} from '#events';
import type { Erased, OpenRequest } from '#vault';
import type { CustomerSources } from '../customer-sources.js';

/** A touchpoint with what staff may see of it. */
export interface OpenedTouchpoint {
  readonly event: TouchpointRecorded;
  /** The first party's section: subject, content, details and case reference travel with it. */
  readonly principal: PartySecrets | undefined;
  /** Set where the section of the first party, or of the viewer's own, was erased. */
  readonly erased: Erased | undefined;
}

/** A touchpoint as it was read, before its sections are opened. */
export interface ReadTouchpoint {
  readonly event: TouchpointRecorded;
  /** The version that its sections were sealed with. */
  readonly sealedVersion: number;
}

/** The touchpoints at these positions, in that order. One round trip. */
export async function readTouchpoints(
  ledger: CustomerSources['ledger'],
  positions: readonly number[],
): Promise<ReadTouchpoint[]> {
  if (positions.length === 0) return [];
  return (await ledger.readAt(positions.map(asPosition))).flatMap((recorded) => asTouchpoint(recorded) ?? []);
}

/** A recorded event in its newest shape, where it is a touchpoint. */
function asTouchpoint(recorded: RecordedEvent): ReadTouchpoint | undefined {
  const event = upcast(recorded);
  return event.type === TOUCHPOINT_RECORDED ? { event, sealedVersion: recorded.schemaVersion } : undefined;
}

/**
 * Opens the first party's section of each, and that of the first party for which `isOwn`. One round trip.
 * @throws KeyLostError SectionDamagedError
 */
export async function openTouchpoints(
  vault: CustomerSources['vault'],
  touchpoints: readonly ReadTouchpoint[],
  isOwn: (hub: Handle) => boolean,
): Promise<OpenedTouchpoint[]> {
  const requests: OpenRequest[] = [];
  const places = touchpoints.map(({ event, sealedVersion }) => {
    const { parties } = event.data;
    const own = Math.max(
      0,
      parties.findIndex((party) => isOwn(party.hub)),
    );
    const place = requests.length;
    for (const index of own === 0 ? [0] : [0, own]) {
      const party = parties[index];
      if (!party) continue;
      requests.push({
        stream: event.stream,
        eventId: event.id,
        type: event.type,
        schemaVersion: sealedVersion,
        section: `party:${index}`,
        hub: party.hub,
        sealed: party.sealed,
      });
    }
    return { place, own };
  });
  const opened = requests.length === 0 ? [] : await vault.open(requests);
  return touchpoints.map(({ event }, index) => {
    const { place = 0, own = 0 } = places[index] ?? {};
    const principal = opened[place];
    const viewer = own === 0 ? principal : opened[place + 1];
    const content = principal && !principal.erased ? principal.content : undefined;
    return {
      event,
      principal: isPartySecrets(content) ? content : undefined,
      erased: viewer?.erased ? viewer : principal?.erased ? principal : undefined,
    };
  });
}

/** What was sealed as a party's section is one: its authenticated context says so. */
function isPartySecrets(content: unknown): content is PartySecrets {
  return typeof content === 'object' && content !== null;
}
