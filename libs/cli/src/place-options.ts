import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { PlaceChoice } from '#slice/cli';
import { urlArgument } from './server/server-address.js';

/** The options that say what a command works on, as commander reads them. */
export interface PlaceOptions {
  readonly data: string;
  readonly url?: string;
  readonly token?: string;
}

/** Adds `--data`, `--url` and `--token`. */
export function withPlaceOptions(command: Command, environment: NodeJS.ProcessEnv): Command {
  return command
    .option('-d, --data <folder>', 'the data folder', environment['TOUCHSTONE_DATA']?.trim() || './data')
    .option('-u, --url <url>', 'work through the server at this address', urlArgument)
    .option(
      '-t, --token <token>',
      "the server's access token (better: TOUCHSTONE_TOKEN, which other users of this machine cannot see)",
    );
}

export function placeChoice({ data, url, token }: PlaceOptions): PlaceChoice {
  return { data: resolve(data), ...(url === undefined ? {} : { url }), ...(token === undefined ? {} : { token }) };
}
