import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, requireServer, serverAddress, serverPlace } from '#cli';
import type { PlaceChoice, ServerPlace } from '#slice/cli';
import { openFolder, type OpenFolder } from './open-folder.js';

/** What places are opened with: the settings of this process, and whom to tell. */
export interface Opener {
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (text: string) => void;
}

/**
 * What a command works on, as `CliContext.open` says. What it needs is loaded here, so that commands which open nothing
 * start quickly.
 * @throws CommandError `no-data`, `no-token`, `unreachable`, and what opening a folder throws
 */
export async function openPlace(choice: PlaceChoice, { environment, say }: Opener): Promise<OpenFolder | ServerPlace> {
  const { data, url, make = false, bulk = false, doing = 'working through it' } = choice;
  if (url !== undefined) return serverPlace(serverAddress({ ...choice, environment }), false);
  if (!make && !existsSync(join(data, 'format.json'))) {
    throw new CommandError(
      'no-data',
      `There is no Touchstone data in ${data}. Name its folder with --data or TOUCHSTONE_DATA, or a server with --url.`,
    );
  }
  const folder = await openFolder({ data, environment, bulk });
  if (folder) return folder;
  const server = serverAddress({ ...choice, environment });
  await requireServer(data, server);
  say(`A server uses the data folder ${data}: ${doing} at ${server.url}.`);
  return serverPlace(server, true);
}
