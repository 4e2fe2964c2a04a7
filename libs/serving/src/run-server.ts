import { Shutdown, StartupError } from '#platform';
import { writeMessage } from '#text';

/** Exit codes of what the libraries refuse to start with, after sysexits.h; see `StartupError`. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  'newer-version': 65,
  'newer-database': 65,
  unreachable: 69,
  missing: 69,
  'older-version': 69,
  'migration-failed': 70,
  'disk-full': 74,
  damaged: 74,
  busy: 75,
  'unfinished-transfer': 75,
  'access-denied': 77,
  'invalid-rules': 78,
  'invalid-kinds': 78,
  'invalid-eventstoredb-url': 78,
  'invalid-postgres-url': 78,
  'kafka-settings': 78,
  'master-key-missing': 78,
  'master-key-wrong': 78,
  'master-key-exposed': 78,
};

const USAGE =
  'Settings are variables of the environment, such as PORT=8080 and TOUCHSTONE_DATA=./company; the README lists them all.';

/**
 * Runs a server program: `start` opens what it needs, adds the steps that undo it to `shutdown`, and says what to print.
 * SIGTERM and SIGINT end the process in order. A reason not to start is printed as one message and ends the process with an
 * exit code. So does an argument that is not one of `flags`: settings are environment variables.
 */
export function runServer(start: (shutdown: Shutdown) => Promise<string>, flags: readonly string[] = []): void {
  const strange = process.argv.slice(2).find((argument) => !flags.includes(argument));
  if (strange !== undefined) {
    const isHelp = strange === '--help' || strange === '-h';
    writeMessage(isHelp ? process.stdout : process.stderr, `${isHelp ? '' : `There is no argument ${strange}. `}${USAGE}\n`);
    process.exit(isHelp ? 0 : 64);
  }
  const shutdown = new Shutdown();
  shutdown.onSignals();
  start(shutdown).then(
    (line) => writeMessage(process.stdout, `${line}\n`),
    (error: unknown) => {
      // A stop during the start interrupts it; the shutdown's steps then end the process.
      if (shutdown.signal.aborted) return;
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const exitCode = error instanceof StartupError ? error.exitCode : EXIT_CODES[code];
      const message =
        error instanceof Error ? ((exitCode === undefined ? error.stack : undefined) ?? error.message) : String(error);
      writeMessage(process.stderr, `${message}\n`);
      process.exit(exitCode ?? 1);
    },
  );
}
