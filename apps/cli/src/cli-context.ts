import type { CliContext } from '#slice/cli';
import { writeMessage } from '#text';
import { openPlace } from './folder/open-place.js';

/** What the commands of slices work with. */
export function cliContext(environment: NodeJS.ProcessEnv): CliContext {
  return {
    environment,
    terminal: { out: process.stdout, progress: process.stderr, clock: Date.now },
    async open(choice) {
      const say = (text: string): void => writeMessage(process.stderr, `${text}\n`);
      const place = await openPlace(choice, { environment, say });
      if (place.at === 'server') return place;
      const { folderQueries } = await import('./folder/folder-queries.js');
      const { at, data, embedded, principals } = place;
      const { executor: commands, views } = embedded;
      return {
        at,
        data,
        commands,
        queries: folderQueries(embedded, principals, say),
        views: { status: () => views.status() },
        failure: () => place.failure(),
        close: () => place.close(),
      };
    },
  };
}
