import type { DeskPage } from '#desk';

type MenuEntry = NonNullable<DeskPage['menu']>;

/** The entries of a menu, in the order of the pages. */
export function menuOf(pages: readonly DeskPage[], place: MenuEntry['place']): readonly (MenuEntry & Pick<DeskPage, 'path'>)[] {
  return pages.flatMap(({ path, menu }) => (menu?.place === place ? [{ path, ...menu }] : []));
}
