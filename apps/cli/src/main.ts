#!/usr/bin/env node
import { Command } from 'commander';
import { codeOf, exitCodeFor, messageOf } from '#cli';
import { sliceCommands } from '#features/cli';
import { cliContext } from './cli-context.js';
import { doctorCommand } from './doctor/doctor-command.js';
import { demoCommand } from './demo-command.js';
import { relayCommand } from './relay/relay-command.js';
import { ledgerCommand } from './ledger/ledger-command.js';
import { tokenCommand } from './token/token-command.js';
import { viewsCommand } from './views/views-command.js';

const program = new Command('touchstone')
  .description('Records what happens between a company and its customers, and looks after what was recorded.')
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
  doctorCommand(process.env),
  demoCommand(),
]) {
  program.addCommand(command.copyInheritedSettings(program));
}

program.parseAsync().catch((error: unknown) => {
  const known = codeOf(error) !== undefined;
  process.stderr.write(`${known || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message)}\n`);
  // Worker threads may be left when a data folder could not be opened; they must not keep the process alive.
  process.exit(exitCodeFor(error));
});
