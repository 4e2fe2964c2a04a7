import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpSink } from './http-sink.js';
import { ImportError } from './import-error.js';
import type { TouchpointSink } from './touchpoint-sink.js';

/** Where to record, as the command line and the environment say. */
export interface SinkChoice {
  readonly url: string;
  readonly token?: string;
  /** The data folder of the server, where it runs on this machine. */
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Opens the sink. The token is the one given, or TOUCHSTONE_TOKEN, or the one that the server on this machine made.
 * @throws ImportError where there is no token
 */
export function openSink(choice: SinkChoice): TouchpointSink {
  return new HttpSink({ url: choice.url, token: findToken(choice) });
}

function findToken({ token, data, environment }: SinkChoice): string {
  const given = token ?? environment['TOUCHSTONE_TOKEN'];
  if (given !== undefined) return given;
  const path = join(environment['TOUCHSTONE_KEYS'] ?? `${data}.keys`, 'token');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const message = `No token: set TOUCHSTONE_TOKEN, or pass --token, or --data with the server's data folder (${path} cannot be read).`;
    throw new ImportError('no-token', message, { cause: error });
  }
}
