import { statSync } from 'node:fs';
import type { TokenStore } from '#platform';
import { CommandError } from '#cli';

/** Where tokens are kept: in PostgreSQL where it is named, else in the keys folder (absolute). */
export interface TokensPlace {
  readonly keys: string;
  /** Empty for none. Holds a password. */
  readonly postgres: string;
}

/**
 * Opens the tokens for `work`, beside whatever server uses them. What that needs is loaded on demand.
 * @throws CommandError `no-data` where there is no such folder, and what opening them throws
 */
export async function openTokens<T>({ keys, postgres }: TokensPlace, work: (tokens: TokenStore) => Promise<T>): Promise<T> {
  await import('reflect-metadata');
  if (postgres !== '') {
    const { openPostgresAccess } = await import('#platform/postgres');
    const access = await openPostgresAccess({ url: postgres, applicationName: 'touchstone-cli' });
    try {
      return await work(access.tokens);
    } finally {
      await access.close();
    }
  }
  if (!statSync(keys, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandError(
      'no-data',
      `There is no folder ${keys}. Name the server's data folder with --data or TOUCHSTONE_DATA, or its keys folder with --keys; the first start of a server makes it. For the distributed edition set POSTGRES_URL.`,
    );
  const { accessFiles } = await import('#platform');
  return work(accessFiles(keys).tokens);
}
