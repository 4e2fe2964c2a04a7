import { asSealed, type Handle, type Sealed } from '#events';
import { SectionDamagedError, type OpenRequest, type SealRequest, type SectionContext } from '../vault.js';
import { decrypt, encrypt } from './aes-gcm.js';

/** Seals the request's content under its hub's `key`, as base64. It opens only in the same place. */
export function sealSection(key: Buffer, request: SealRequest): Sealed {
  return asSealed(encrypt(key, JSON.stringify(request.content ?? null), boundTo(request)).toString('base64'));
}

/**
 * The content that was sealed.
 * @throws SectionDamagedError where a byte of it was altered, or it was sealed for another place or under another key.
 */
export function openSection(key: Buffer, request: OpenRequest): unknown {
  const plain = decrypt(key, Buffer.from(request.sealed, 'base64'), boundTo(request));
  if (plain === undefined) {
    throw new SectionDamagedError(
      `Section ${request.section} of event ${request.eventId} cannot be opened: it was altered, or moved here from another event, or its key is another.`,
    );
  }
  return JSON.parse(plain.toString('utf8'));
}

/** The authenticated data of a section; unique for every place. */
function boundTo({ stream, eventId, type, schemaVersion, hub, section }: SectionContext & { readonly hub: Handle }): string {
  return JSON.stringify([stream, eventId, type, schemaVersion, hub, section]);
}
