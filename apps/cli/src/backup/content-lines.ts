import type { Manifest } from '#backup';

/** What a backup holds, for people. */
export function contentLines({ madeAt, ledger, files }: Manifest): string[] {
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000;
  return [`  ${ledger.size} events, as of ${madeAt}, ${megabytes.toFixed(1)} MB`, `  root ${ledger.root}`];
}
