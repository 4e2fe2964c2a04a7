import type { AccessStores, TokenRecord } from '#platform';
import { DifferenceError } from './transfer-errors.js';

/**
 * Lets everybody come into `to` who may come into `from`, with the same named token, and nobody who may not: tokens go over as
 * their digests, with what was revoked and which sessions were ended. What `to` has besides stays.
 */
export async function copyAccess(from: AccessStores, to: AccessStores): Promise<void> {
  await to.tokens.take(await from.tokens.records());
  for (const [session, expires] of await from.ended.all()) await to.ended.end(session, expires);
}

/**
 * How many tokens `from` has.
 * @throws DifferenceError that names the first that is not in `to`, is another there, or was not revoked there
 */
export async function compareAccess(from: AccessStores, to: AccessStores): Promise<number> {
  const tokens = await from.tokens.records();
  const copied = new Map((await to.tokens.records()).map((token) => [token.id, token]));
  for (const token of tokens) {
    const difference = differenceOf(token, copied.get(token.id));
    if (difference !== undefined) throw new DifferenceError(`The tokens differ: ${token.id} ${difference} in the copy.`);
  }
  return tokens.length;
}

function differenceOf(token: TokenRecord, copied: TokenRecord | undefined): string | undefined {
  if (!copied) return 'is not';
  const said = ({ name, kind, roles, digest, createdAt }: TokenRecord) => JSON.stringify([name, kind, roles, digest, createdAt]);
  if (said(token) !== said(copied)) return 'is not the same';
  return token.revokedAt !== undefined && copied.revokedAt === undefined ? 'was not revoked' : undefined;
}
