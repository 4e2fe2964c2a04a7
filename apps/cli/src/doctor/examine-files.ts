import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore } from '#event-store';
import { Installation, InstallationError, nameInLedger } from '#features';
import { type CheckDepth, checkFile } from '#sqlite';
import { openSqliteVault } from '#vault';
import { EditionsFolder, strangerTo } from '#views';
import type { FolderPaths } from './examine-folder.js';
import { examineKeys } from './examine-keys.js';
import { examine, type Finding } from './finding.js';

export interface FilesOptions extends FolderPaths {
  readonly depth: CheckDepth;
  readonly onProgress: (part: number, events: number) => void;
}

/** What the files of a data folder say: whether they are sound, belong together, and have a key for everybody. Writes nothing. */
export async function examineFiles(options: FilesOptions): Promise<readonly Finding[]> {
  const ledger = join(options.data, 'ledger.db');
  const vault = join(options.data, 'vault.db');
  return [
    ...(await examine('ledger.db', async () => [soundness('ledger.db', ledger, options.depth)])),
    ...(await examine('vault.db', async () => [soundness('vault.db', vault, options.depth)])),
    ...(await examine('ledger and vault', () => belonging(options, ledger, vault))),
    ...(await examine('views', () => views(options, ledger))),
  ];
}

function soundness(what: string, path: string, depth: CheckDepth): Finding {
  if (!existsSync(path))
    return { what, state: 'wrong', found: `${path} is not there`, todo: 'put it back from its newest backup' };
  const found = checkFile(path, depth);
  if (found.length === 0)
    return { what, state: 'ok', found: `${depth === 'whole' ? 'every page and index is' : 'its structure is'} sound` };
  const todo = 'stop the server, keep the file and its -wal file as they are, and put the newest backup in their place';
  return { what, state: 'wrong', found: `damaged: ${found.slice(0, 3).join('; ')}`, todo };
}

async function belonging({ keys, onProgress }: FilesOptions, path: string, vaultPath: string): Promise<readonly Finding[]> {
  const places = { ledger: path, vault: vaultPath };
  const [isLedgerThere, isVaultThere] = [existsSync(path), existsSync(vaultPath)];
  if (!isLedgerThere && !isVaultThere) return [];
  if (!isVaultThere) throw InstallationError.vaultMissing(places);
  const vault = openSqliteVault({ path: vaultPath, keysDir: keys, readonly: true });
  try {
    if (!isLedgerThere) throw InstallationError.ledgerMissing(places, (await vault.installation.name())?.id);
    const ledger = openSqliteEventStore(path, { readonly: true });
    try {
      return await examineKeys({
        ledger,
        vault,
        installation: new Installation({ ledger, vault, places, readonly: true }),
        onProgress,
      });
    } finally {
      await ledger.close();
    }
  } finally {
    await vault.close();
  }
}

async function views({ data }: FilesOptions, path: string): Promise<readonly Finding[]> {
  const folder = join(data, 'views');
  if (!existsSync(folder) || !existsSync(path)) return [];
  const editions = new EditionsFolder(folder);
  const findings: Finding[] = [];
  if (editions.isPointerDamaged)
    findings.push({ what: 'views', state: 'warning', found: 'serving.json is damaged', todo: 'the next start makes it anew' });
  const ledger = openSqliteEventStore(path, { readonly: true });
  try {
    for (const set of editions.sets()) {
      const what = `views: ${set}`;
      const edition = editions.serving(set);
      if (edition === undefined) {
        findings.push({ what, state: 'warning', found: 'none serves', todo: 'the next start builds them' });
        continue;
      }
      findings.push(
        ...(await examine(what, async () => {
          const state = editions.state(set, edition);
          const [head, installation] = [await ledger.head(), await nameInLedger(ledger)];
          const stranger = strangerTo({ head, installation }, state);
          if (stranger !== undefined)
            return [
              {
                what,
                state: 'warning' as const,
                found: `edition ${edition} is not of this ledger (${stranger})`,
                todo: 'the next start builds them anew',
              },
            ];
          return [
            {
              what,
              state: 'ok' as const,
              found: `edition ${edition}, ${head > state.position ? `${head - state.position} events behind` : 'up to date'}`,
            },
          ];
        })),
      );
    }
  } finally {
    await ledger.close();
  }
  return findings;
}
