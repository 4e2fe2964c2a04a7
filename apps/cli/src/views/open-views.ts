import { CommandError, RefusedByServerError } from '#cli';
import type { PlaceChoice, ServerPlace } from '#slice/cli';
import type { ViewsStatus } from '#views';
import { type Opener, openPlace } from '../folder/open-place.js';
import type { ViewsAccess } from './views-access.js';

/** Opens the views of a data folder, or of a server. Never makes a data folder. @throws what `openPlace` throws */
export async function openViews(choice: PlaceChoice, opener: Opener): Promise<ViewsAccess> {
  const place = await openPlace(choice, opener);
  if (place.at === 'server') return serverViews(place);
  const { views } = place.embedded;
  return {
    goesOn: false,
    status: () => views.status(),
    rebuild: (set) => views.rebuild(set),
    promote: (set) => views.promote(set),
    failure: () => place.failure(),
    close: () => place.close(),
  };
}

function serverViews(server: ServerPlace): ViewsAccess {
  const change = async (set: string, what: 'rebuild' | 'promote'): Promise<void> => {
    await server.call('POST', `views/${encodeURIComponent(set)}/${what}`).catch((error: unknown) => {
      const isEarly = error instanceof RefusedByServerError && error.problem === 'nothing-to-promote';
      throw isEarly ? new CommandError('nothing-to-promote', error.message, { cause: error }) : error;
    });
  };
  return {
    goesOn: true,
    async status() {
      const { sets } = (await server.call('GET', 'views')) as { sets?: readonly ViewsStatus[] };
      if (sets) return sets;
      throw new CommandError(
        'refused',
        `${server.url} does not say what views it has. Is it the address of a Touchstone server?`,
      );
    },
    rebuild: (set) => change(set, 'rebuild'),
    promote: (set) => change(set, 'promote'),
    failure: () => undefined,
    close: async () => undefined,
  };
}
