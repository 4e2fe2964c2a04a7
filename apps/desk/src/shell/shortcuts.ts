import type { CardAction, DeskPage, KeyHelp, PageKey } from '#desk';

interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

/** What of a slice has keys. */
interface SliceKeys {
  readonly pages: readonly Pick<DeskPage, 'key' | 'help'>[];
  readonly cardActions?: readonly Pick<CardAction, 'key'>[];
}

const SEARCH: Shortcut = { keys: ['/', 'Ctrl K', '⌘ K'], does: 'Search' };
const BACK: Shortcut = { keys: ['Esc'], does: 'Close; otherwise one step back' };
const HELP: Shortcut = { keys: ['?'], does: 'This list' };

/** The list of shortcuts: what the same keys do in several places is one line, with the places. */
export function shortcutsOf(slices: readonly SliceKeys[]): readonly Shortcut[] {
  const pages = slices.flatMap((slice) => slice.pages);
  const actions = slices.flatMap(({ cardActions = [] }) => cardActions);
  const letters = [...actions, ...pages].flatMap(({ key }) => (key === undefined ? [] : [helpOn(key)]));
  return [SEARCH, ...merged(pages.flatMap(({ help = [] }) => help)), ...merged(letters), BACK, HELP];
}

type AnyHelp = Omit<KeyHelp, 'where'> & Partial<Pick<KeyHelp, 'where'>>;

const helpOn = ({ letter, does, where }: PageKey): AnyHelp => ({ keys: [letter.toUpperCase()], does, where });

function merged(help: readonly AnyHelp[]): readonly Shortcut[] {
  const lines = new Map<string, { readonly keys: readonly string[]; readonly does: string; readonly places: string[] }>();
  for (const { keys, does, where } of help) {
    const name = [...keys, does].join(' ');
    const line = lines.get(name) ?? { keys, does, places: [] };
    lines.set(name, line);
    if (where !== undefined) line.places.push(where);
  }
  return [...lines.values()].map(({ keys, does, places }) => ({
    keys,
    does: places.length === 0 ? does : `${does} ${places.join(', ')}`,
  }));
}
