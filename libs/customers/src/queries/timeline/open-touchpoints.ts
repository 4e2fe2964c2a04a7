import { TOUCHPOINT_RECORDED, asPosition, upcast, type Handle, type RecordedEvent, type TouchpointRecorded } from '#events';
import { type Erased, KeyLostError, type Opened, type OpenRequest, SectionDamagedError } from '#vault';
import type { CustomerSources } from '../customer-sources.js';
import { type ReadableSecrets, readableSecrets } from './readable-secrets.js';

/** A touchpoint with what staff may see of it. */
export interface OpenedTouchpoint {
  readonly event: TouchpointRecorded;
  /** What can be shown of the first party's section: subject, content, details and case reference travel with it. */
  readonly principal: ReadableSecrets['secrets'] | undefined;
  /** Set where something of it cannot be shown. */
  readonly unreadable: Unreadable | undefined;
  /** Set where the section of the first party, or of the viewer's own, was erased. */
  readonly erased: Erased | undefined;
}

/** What of a touchpoint cannot be shown, and why: its section does not open, or holds something else than it should. */
export interface Unreadable {
  readonly code: 'section-damaged' | 'key-lost' | 'unexpected-content';
  /** Names of fields, or `section`. */
  readonly fields: readonly string[];
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

/** Opens the first party's section of each, and that of the first party for which `isOwn`. One round trip, unless one does not open. */
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
  const opened = requests.length === 0 ? [] : await openWhatOpens(vault, requests);
  return touchpoints.map(({ event }, index) => {
    const { place = 0, own = 0 } = places[index] ?? {};
    const principal = opened[place];
    const viewer = own === 0 ? principal : opened[place + 1];
    const read = principal && 'content' in principal ? readableSecrets(principal.content) : undefined;
    return {
      event,
      principal: read?.secrets,
      unreadable: whatCannotBeShown(principal, read),
      erased: [viewer, principal].find((section) => isErased(section)),
    };
  });
}

/** A section, or why it does not open. */
type MaybeOpened = Opened | { readonly failed: 'section-damaged' | 'key-lost' };

/** One that does not open keeps nobody from seeing the others, which are opened one by one then. */
async function openWhatOpens(vault: CustomerSources['vault'], requests: readonly OpenRequest[]): Promise<readonly MaybeOpened[]> {
  try {
    return await vault.open(requests);
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
    const opened: MaybeOpened[] = [];
    for (const request of requests) opened.push(...(await vault.open([request]).catch(failedSection)));
    return opened;
  }
}

function failedSection(error: unknown): readonly MaybeOpened[] {
  const failed = failureOf(error);
  if (failed === undefined) throw error;
  return [{ failed }];
}

function failureOf(error: unknown): 'section-damaged' | 'key-lost' | undefined {
  return error instanceof SectionDamagedError || error instanceof KeyLostError ? error.code : undefined;
}

function isErased(section: MaybeOpened | undefined): section is Erased {
  return section !== undefined && 'erased' in section && section.erased;
}

function whatCannotBeShown(section: MaybeOpened | undefined, read: ReadableSecrets | undefined): Unreadable | undefined {
  if (section && 'failed' in section) return { code: section.failed, fields: ['section'] };
  return read && read.unreadable.length > 0 ? { code: 'unexpected-content', fields: read.unreadable } : undefined;
}
