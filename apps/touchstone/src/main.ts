#!/usr/bin/env node
import 'reflect-metadata';
import { DEFINITION_SETTINGS } from '#features';
import { loadConfiguration } from '#platform';
import { runServer } from '#serving';
import { writeMessage } from '#text';

/** Loads a made-up company first. */
const DEMO = '--demo';

runServer(
  async (shutdown) => {
    const demo = process.argv.includes(DEMO);
    // Somebody is looking at the terminal for the sign-in link: no lines of log between, unless asked for.
    const configuration = loadConfiguration(demo ? { TOUCHSTONE_LOG: 'warn', ...process.env } : process.env, {
      files: DEFINITION_SETTINGS,
    });
    const { startServer } = await import('./start-server.js');
    const server = await startServer(configuration, shutdown);
    if (demo) {
      const { loadDemo } = await import('./load-demo.js');
      await loadDemo(server.embedded, (line) => writeMessage(process.stdout, `${line}\n`));
    }
    return `\nTouchstone listens on ${server.url}\n${server.signIn}\n`;
  },
  [DEMO],
);
