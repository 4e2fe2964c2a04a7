#!/usr/bin/env node
import 'reflect-metadata';
import { loadConfiguration, Shutdown, StartupError } from '#platform';
import { startServer } from './start-server.js';

/** Exit codes of what the libraries refuse to start with, after sysexits.h; see `StartupError`. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  'newer-version': 65,
  'disk-full': 74,
  damaged: 74,
  busy: 75,
  'invalid-rules': 78,
  'invalid-kinds': 78,
  'master-key-missing': 78,
  'master-key-wrong': 78,
  'master-key-exposed': 78,
  EADDRINUSE: 75,
  EACCES: 78,
};

async function main(): Promise<void> {
  const shutdown = new Shutdown();
  shutdown.onSignals();
  const demo = process.argv.includes('--demo');
  // Somebody is looking at the terminal for the sign-in link: no lines of log between, unless asked for.
  const server = await startServer(loadConfiguration(demo ? { TOUCHSTONE_LOG: 'warn', ...process.env } : process.env), shutdown);
  if (demo) {
    const { loadDemo } = await import('./load-demo.js');
    await loadDemo(server.embedded, (line) => process.stdout.write(`${line}\n`));
  }
  process.stdout.write(`\nTouchstone listens on ${server.url}\nSign in: ${server.signInLink}\n\n`);
}

main().catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const exitCode = error instanceof StartupError ? error.exitCode : EXIT_CODES[code];
  if (exitCode === undefined)
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(exitCode ?? 1);
});
