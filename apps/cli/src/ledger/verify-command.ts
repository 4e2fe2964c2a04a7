import { resolve } from 'node:path';
import { Command } from 'commander';
import { codeOf, CommandError, messageOf } from '#cli';
import type { VerifiedLedger } from '#proof';
import { type LedgerOptions, withLedger, withLedgerOptions } from './open-ledger.js';

interface Options extends LedgerOptions {
  readonly roots?: string;
}

const HELP = `
Every event is read again, and the Merkle tree over all of them computed (RFC 9162). It is compared with the seals in the
ledger, with what the views kept of each 256 events when they were recorded, and with the roots in FILE. Nothing is changed,
and servers may go on meanwhile.

Keep FILE where whoever can write the ledger's disk cannot: then history cannot be rewritten unseen. After each
verification the ledger's root is added to it.

Exit codes: 0 the ledger is what it was, 1 it differs or could not be read, 2 wrong usage, 130 stopped by Ctrl-C.`;

const WHAT_TO_DO = `
Nothing was changed. Stop what writes to this ledger, keep it as it is for whoever looks into it, and put back a copy from
before: verify that copy first. See "A ledger that differs" in docs/operations.md.`;

/** `touchstone ledger verify` */
export function verifyCommand(environment: NodeJS.ProcessEnv): Command {
  return withLedgerOptions(new Command('verify'), environment)
    .description('compute the ledger again and compare it with its seals: was anything changed since it was recorded?')
    .option('-r, --roots <file>', 'compare with the roots in this file too, and add the one of today')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      process.exitCode = await run(options, environment);
    });
}

async function run(options: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  const { appendToRootsFile, formatRoot, readRootsFile, verifyLedger } = await import('#proof');
  const file = options.roots === undefined ? undefined : resolve(options.roots);
  const roots = file === undefined ? [] : readRootsFile(file);
  try {
    return await withLedger(options, { environment, phase: 'verifying the ledger' }, async ({ ledger, kept }, scan) => {
      const verified = await verifyLedger({ ledger, ...(kept ? { kept } : {}), roots, ...scan });
      if (!verified) return undefined;
      const isNew = !roots.some(({ size, root }) => size === verified.size && root === verified.root);
      const added = file !== undefined && verified.size > 0 && isNew;
      if (added) appendToRootsFile(file, verified, new Date());
      return summary(verified, formatRoot(verified), file, added);
    });
  } catch (error) {
    if (codeOf(error) !== 'ledger-diverged') throw error;
    throw new CommandError('ledger-diverged', `The ledger is not what it was. ${messageOf(error)}\n${WHAT_TO_DO}`, {
      cause: error,
    });
  }
}

function summary(
  { size, seals, sealedSize, keptBlocks, roots }: VerifiedLedger,
  root: string,
  file: string | undefined,
  added: boolean,
): string {
  const isVouchedFor = keptBlocks !== undefined || roots > 0 || seals > 0 || size === 0;
  const lines = [
    isVouchedFor
      ? `The ledger is what it was: ${size} events, root ${root}`
      : `The ledger can be read, and nothing is there yet to compare it with: ${size} events, root ${root}`,
  ];
  if (seals > 0) lines.push(`  seals that agree: ${seals}; the largest covers ${sealedSize} events`);
  if (keptBlocks !== undefined)
    lines.push(`  ranges of 256 events that are as the views were made of them: ${keptBlocks}, and the events after them`);
  else if (seals > 0 && sealedSize < size) lines.push(`  no seal covers events ${sealedSize + 1} to ${size} yet`);
  if (file !== undefined) lines.push(`  roots in ${file} that agree: ${roots}${added ? '; the one of today was added' : ''}`);
  return `${lines.join('\n')}\n`;
}
