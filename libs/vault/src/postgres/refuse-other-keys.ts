import { UNFINISHED_TRANSFER, unfinishedTransfer } from '../unfinished-transfer.js';
import { VaultUnavailableError } from '../vault.js';
import type { KeyRing, ServiceKeys } from './key-ring.js';
import type { Tables } from './schema.js';
import type { Session, WritingSession } from './vault-database.js';

/**
 * What a transaction of a process with these keys is to begin with: it refuses while another vault is moved into this one,
 * and once one was. Whoever is known is found by these keys: under others, he would get a second handle, for ever. A
 * transfer changes the generation, as whatever changes keys does, so nothing is asked while that stays the same.
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
