import { Command } from 'commander';
import { copyCommand } from './copy-command.js';

/** `touchstone ledger` */
export function ledgerCommand(environment: NodeJS.ProcessEnv): Command {
  const command = new Command('ledger').description('look after the ledger: move it from one edition to the other');
  return command.addCommand(copyCommand(environment).copyInheritedSettings(command));
}
