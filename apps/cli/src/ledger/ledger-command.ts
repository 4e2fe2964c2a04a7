import { Command } from 'commander';
import { copyCommand } from './copy-command.js';
import { proveCommand } from './prove-command.js';
import { verifyCommand } from './verify-command.js';

/** `touchstone ledger` */
export function ledgerCommand(environment: NodeJS.ProcessEnv): Command {
  const command = new Command('ledger').description(
    'look after the ledger: verify and prove what it holds, move it from one edition to the other',
  );
  for (const each of [verifyCommand(environment), proveCommand(environment), copyCommand(environment)])
    command.addCommand(each.copyInheritedSettings(command));
  return command;
}
