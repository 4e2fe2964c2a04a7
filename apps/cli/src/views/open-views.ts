import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command-error.js';
import { openFolder } from '../folder/open-folder.js';
import { requireServer } from '../server/busy-folder.js';
import { serverAddress, type ServerChoice } from '../server/server-address.js';
import { ServerViews } from './server-views.js';
import type { ViewsAccess } from './views-access.js';

/**
 * Opens the views of the server at `url` where one is given; otherwise of the data folder itself, or, while a server uses
 * that, of the server on this machine. Never makes a data folder. `say` tells people which.
 * @throws CommandError `no-data`, `no-token`, `unreachable`, and what opening a folder throws
 */
export async function openViews(choice: ServerChoice, say: (text: string) => void): Promise<ViewsAccess> {
  const { url, data, environment } = choice;
  if (url !== undefined) return new ServerViews(serverAddress(choice));
  if (!existsSync(join(data, 'format.json'))) {
    throw new CommandError(
      'no-data',
      `There is no Touchstone data in ${data}. Name its folder with --data or TOUCHSTONE_DATA, or a server with --url.`,
    );
  }
  const folder = await openFolder({ data, environment, bulk: false });
  if (!folder) {
    const server = serverAddress(choice);
    await requireServer(data, server);
    say(`A server uses the data folder ${data}: working through it, at ${server.url}.`);
    return new ServerViews(server);
  }
  const { views } = folder.embedded;
  return {
    goesOn: false,
    status: () => views.status(),
    rebuild: (set) => views.rebuild(set),
    promote: (set) => views.promote(set),
    failure: () => folder.failure(),
    close: () => folder.close(),
  };
}
