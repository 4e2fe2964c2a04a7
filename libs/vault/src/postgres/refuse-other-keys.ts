import { UNFINISHED_TRANSFER, unfinishedTransfer } from '../unfinished-transfer.js';
import { VaultUnavailableError } from '../vault.js';
import type { KeyRing, ServiceKeys } from './key-ring.js';
import type { Tables } from './schema.js';
import type { Session, WritingSession } from './vault-database.js';

/**
 * The check with which every transaction of a process with these keys begins: it refuses while another vault is being moved
 * into this one, and after one was. Digests of known identifiers are made with these keys: with others, everybody known would
 * permanently get a second handle. A transfer, like every change of keys, changes the generation, so the database is queried
 * only when that has changed.
 * @throws VaultUnavailableError `unfinished-transfer`, `replaced`
 */
export function refuseOtherKeys(tables: Tables, ring: KeyRing, keys: ServiceKeys): (session: WritingSession) => Promise<void> {
  let seen: number | undefined;
  return async (session) => {
    const { generation } = session;
    if (generation === seen) return;
    await refuseUnfinishedTransfer(session, tables);
    await ring.toWrap(session);
    const kept = await ring.services(session);
    if (
      !kept.pepper.equals(keys.pepper) ||
      !kept.fingerprint.equals(keys.fingerprint) ||
      !kept.quarantine.equals(keys.quarantine)
    )
      throw replaced();
    seen = generation;
  };
}

/** @throws VaultUnavailableError `unfinished-transfer` */
export async function refuseUnfinishedTransfer(session: Session, { meta }: Tables): Promise<void> {
  if ((await session.rows(`SELECT name FROM ${meta} WHERE name = $1`, [UNFINISHED_TRANSFER])).length > 0)
    throw unfinishedTransfer();
}

function replaced(): VaultUnavailableError {
  return new VaultUnavailableError(
    'replaced',
    'Another vault was moved into this one after this service had opened it, so nothing was written. Start the service again.',
  );
}
