import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { CommandError } from '../command-error.js';

/** How to reach a server, as the command line and the environment say. */
export interface ServerChoice {
  readonly url?: string;
  readonly token?: string;
  /** The data folder of the server, where it runs on this machine; absolute. */
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A server's address and token. */
export interface ServerAddress {
  readonly url: string;
  readonly token: string;
}

/**
 * The address given, or that of the server on this machine. The token is the one given, or TOUCHSTONE_TOKEN, or the one
 * that the server on this machine made.
 * @throws CommandError `no-token`
 */
export function serverAddress({ url, token, data, environment }: ServerChoice): ServerAddress {
  return {
    url: url ?? localUrl(environment),
    token: token ?? (environment['TOUCHSTONE_TOKEN']?.trim() || keptToken(data, environment)),
  };
}

/** `--url`: an http or https address. */
export function urlArgument(text: string): string {
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('must be an http or https address');
  return text;
}

function localUrl(environment: NodeJS.ProcessEnv): string {
  const port = Number(environment['PORT']);
  return `http://127.0.0.1:${Number.isInteger(port) && port > 0 ? port : 4180}`;
}

function keptToken(data: string, environment: NodeJS.ProcessEnv): string {
  const path = join(environment['TOUCHSTONE_KEYS']?.trim() || `${data}.keys`, 'token');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const message = `No token: set TOUCHSTONE_TOKEN, or pass --token, or --data with the server's data folder (${path} cannot be read).`;
    throw new CommandError('no-token', message, { cause: error });
  }
}
