import type { Desk } from './desk.js';
import { matchPage } from './match-page.js';

const ADMINISTRATOR = 'admin';

/**
 * The desk for somebody with these roles: pages that are not for them are nowhere, nor are their shortcuts and the tasks that
 * lead to them. Everything where the roles are not known: what one may do, the server decides.
 */
export function deskFor(desk: Desk, roles: readonly string[] | undefined): Desk {
  if (roles === undefined || roles.includes(ADMINISTRATOR)) return desk;
  const shown = desk.slices.map((slice) => ({
    ...slice,
    pages: slice.pages.filter((page) => page.roles?.some((role) => roles.includes(role)) ?? true),
  }));
  const pages = shown.flatMap((slice) => slice.pages);
  const leadsSomewhere = (address: string): boolean => matchPage(pages, address) !== undefined;
  return {
    ...desk,
    slices: shown.map((slice) => ({
      ...slice,
      tasks: slice.tasks?.filter(({ address }) => leadsSomewhere(address)),
      cardActions: slice.cardActions?.filter((action) => !('leadsTo' in action) || leadsSomewhere(pathOf(action.leadsTo('any')))),
    })),
  };
}

const pathOf = (address: string): string => address.split('?', 1)[0] ?? '';
