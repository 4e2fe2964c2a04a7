import { setPriority } from 'node:os';
import { requireServer } from '../server/busy-folder.js';
import { serverAddress, type ServerChoice } from '../server/server-address.js';
import { openEmbeddedSink } from './embedded-sink.js';
import { HttpSink } from './http-sink.js';
import { progressFolder } from './import-progress.js';
import type { TouchpointSink } from './touchpoint-sink.js';

/** Where an import goes, and where its progress is kept. */
export interface OpenedSink {
  readonly sink: TouchpointSink;
  readonly folder: string;
}

/**
 * Opens the sink: the server at `url` where one is given; otherwise the data folder itself, or, while a server uses that,
 * the server on this machine. `say` tells people which.
 * @throws CommandError `no-token`, `unreachable`, and what opening a folder throws
 */
export async function openSink(choice: ServerChoice, say: (text: string) => void): Promise<OpenedSink> {
  const { url, data, environment } = choice;
  if (url !== undefined) return { sink: overHttp(serverAddress(choice)), folder: progressFolder(undefined, environment) };
  const sink = await openEmbeddedSink({ data, environment });
  if (sink) {
    say(`Recording into the data folder ${data}.`);
    return { sink, folder: progressFolder(data, environment) };
  }
  const server = serverAddress(choice);
  await requireServer(data, server);
  say(`A server uses the data folder ${data}: recording over HTTP at ${server.url}.`);
  return { sink: overHttp(server), folder: progressFolder(data, environment) };
}

/** Lowers this process's priority, because the server may run on this machine and look-ups take precedence. */
function overHttp(server: ConstructorParameters<typeof HttpSink>[0]): HttpSink {
  setPriority(10);
  return new HttpSink(server);
}
