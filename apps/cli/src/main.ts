#!/usr/bin/env node
import { Command } from 'commander';
import { demoCommand } from './demo-command.js';
import { importCommand } from './import/import-command.js';

const program = new Command('touchstone')
  .description('Records what happens between a company and its customers, and looks after what was recorded.')
  .exitOverride((error) => {
    // Help was asked for, or it was used wrongly.
    process.exit(error.exitCode === 0 ? 0 : 2);
  });
for (const command of [importCommand(process.env), demoCommand()]) program.addCommand(command.copyInheritedSettings(program));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
