import { Command } from 'commander';
import { CommandError } from '#cli';
import type { KnownRoot } from '#proof';
import { type LedgerOptions, withLedger, withLedgerOptions } from './open-ledger.js';

interface Options extends LedgerOptions {
  readonly since?: string;
}

const HELP = `
With an event's id it prints what leads from that event to the root of the newest seal (or of all events, where none covers
it yet): whoever knows the root can check that the event is in the ledger as it is shown, without seeing any other.

With --since it prints what leads from an older root to the newest: whoever knows both can check that nothing before the
older one was changed. ROOT is the root of a seal, or SIZE:ROOT as touchstone ledger verify prints and keeps it.

docs/data-protection.md has the lines of a program that checks either. The ledger is read from end to end; servers may go on.

Exit codes: 0 proved, 1 it is not so or could not be read, 2 wrong usage, 130 stopped by Ctrl-C.`;

/** `touchstone ledger prove` */
export function proveCommand(environment: NodeJS.ProcessEnv): Command {
  return withLedgerOptions(new Command('prove'), environment)
    .description('prove to others that an event is in the ledger, or that nothing was changed since an older root')
    .argument('[id]', "the event's id, as the timeline shows it")
    .option('-s, --since <root>', 'prove that nothing before this root was changed')
    .addHelpText('after', HELP)
    .action(async (id: string | undefined, options: Options) => {
      process.exitCode = await run(id, options, environment);
    });
}

async function run(id: string | undefined, options: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  const { since } = options;
  if ((id === undefined) === (since === undefined))
    throw new CommandError('wrong-usage', "Say either an event's id, or --since and a root.");
  const { proveEvent, proveSince } = await import('#proof');
  const older = since === undefined ? undefined : await rootArgument(since);
  return withLedger(options, { environment, phase: 'reading the ledger' }, async ({ ledger }, scan) => {
    const proof = await (older ? proveSince(older, { ledger, ...scan }) : proveEvent(id ?? '', { ledger, ...scan }));
    return proof && `${JSON.stringify(proof, null, 2)}\n`;
  });
}

/** A root as a person gives it: `SIZE:ROOT`, or that of a seal alone. @throws CommandError `wrong-usage` */
async function rootArgument(text: string): Promise<Pick<KnownRoot, 'root'> & Partial<KnownRoot>> {
  const { isHash, parseRoot } = await import('#proof');
  const known = parseRoot(text);
  if (known) return known;
  const root = text.trim().toLowerCase();
  if (isHash(root)) return { root };
  throw new CommandError('wrong-usage', `${text} is no root: 64 hex digits, or SIZE:ROOT as touchstone ledger verify prints it.`);
}
