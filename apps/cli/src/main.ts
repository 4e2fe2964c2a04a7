#!/usr/bin/env node
import { Command } from 'commander';
import { codeOf, exitCodeFor, messageOf } from '#cli';
import { sliceCommands } from '#features/cli';
import { writeMessage } from '#text';
import { backupCommand } from './backup/backup-command.js';
import { restoreCommand } from './backup/restore-command.js';
import { cliContext } from './cli-context.js';
import { demoCommand } from './demo-command.js';
import { relayCommand } from './relay/relay-command.js';
import { ledgerCommand } from './ledger/ledger-command.js';
import { tokenCommand } from './token/token-command.js';
import { viewsCommand } from './views/views-command.js';

const program = new Command('touchstone')
  .description('Records what happens between a company and its customers, and looks after what was recorded.')
  .configureOutput({
    writeOut: (text) => writeMessage(process.stdout, text),
    writeErr: (text) => writeMessage(process.stderr, text),
  })
  .exitOverride((error) => {
    // Help was asked for, or it was used wrongly.
    process.exit(error.exitCode === 0 ? 0 : 2);
  });
for (const command of [
  ...sliceCommands(cliContext(process.env)),
  viewsCommand(process.env),
  ledgerCommand(process.env),
  relayCommand(process.env),
  tokenCommand(process.env),
  backupCommand(process.env),
  restoreCommand(process.env),
  demoCommand(),
]) {
  program.addCommand(command.copyInheritedSettings(program));
}

program.parseAsync().catch((error: unknown) => {
  const known = codeOf(error) !== undefined;
  writeMessage(process.stderr, `${known || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message)}\n`);
  // Worker threads may be left when a data folder could not be opened; they must not keep the process alive.
  process.exit(exitCodeFor(error));
});
