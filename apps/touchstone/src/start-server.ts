import pino from 'pino';
import { type Embedded, openEmbedded } from '#embedded';
import { readDefinitions } from '#features';
import type { Configuration, Shutdown } from '#platform';
import { VERSION } from '#serving';
import type { RunningProgram } from '#serving/http';

/** A server that listens. */
export interface RunningServer extends RunningProgram {
  readonly embedded: Embedded;
}

/** Opens the data folder, starts the threads, listens. `shutdown` gets the steps that undo it. */
export async function startServer(configuration: Configuration, shutdown: Shutdown): Promise<RunningServer> {
  const log = pino({ level: configuration.log });
  const embedded = await openEmbedded({
    data: configuration.data,
    keys: configuration.keys,
    region: configuration.region,
    createdBy: `touchstone ${VERSION}`,
    definitions: readDefinitions(configuration),
    log,
    checksFiles: true,
    onFailure: (error) => {
      log.fatal({ err: error }, 'recording failed; the server stops');
      void shutdown.begin('recording failed', 1);
    },
  });
  try {
    // Loaded only now: half of a start is loading what serves HTTP, and a folder that cannot be opened is to be told at once.
    const { serveEmbedded } = await import('./serve-embedded.js');
    const running = await serveEmbedded(embedded, configuration, shutdown);
    shutdown.step('files', () => embedded.stop());
    return { ...running, embedded };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
