import type { StoredEvent } from '#event-store';
import type { RecordedEvent } from '#events';
import { type Hash, leafHash } from './tree/hashes.js';

/** The version of a leaf's form, its first member. */
const FORM = 1;

type Envelope = Omit<StoredEvent, 'position' | 'metadata' | 'data'>;

/**
 * An event as a leaf of the ledger's tree: the JSON text `[1,id,stream,revision,type,schemaVersion,recordedAt,metadata,data]`
 * without spaces. The id is in lower case, `recordedAt` in milliseconds, metadata and data are the texts that are stored.
 * Positions are not in it: a copy of the ledger has others.
 */
export function leafOf({ metadata, data, ...event }: Envelope & Pick<StoredEvent, 'metadata' | 'data'>): string {
  return leafText(event, metadata, data);
}

/** The hash of an event's leaf, as stored. */
export function storedLeafHash(event: StoredEvent): Hash {
  return leafHash(leafText(event, event.metadata, event.data));
}

/** The same of an event that was parsed: writing it again gives the text that is stored, because JSON.stringify wrote that. */
export function recordedLeafHash(event: RecordedEvent): Hash {
  return leafHash(leafText(event, JSON.stringify(event.metadata), JSON.stringify(event.data)));
}

function leafText({ id, stream, revision, type, schemaVersion, recordedAt }: Envelope, metadata: string, data: string): string {
  const [name, kind] = [JSON.stringify(stream), JSON.stringify(type)];
  return `[${FORM},${JSON.stringify(id.toLowerCase())},${name},${revision},${kind},${schemaVersion},${recordedAt},${metadata},${data}]`;
}
