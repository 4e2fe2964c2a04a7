import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { lazyPart, type LazyPart } from './lazy-part.js';

/** A single letter, and what the list of shortcuts says it does: `does` and `where` read as one line. */
export interface PageKey {
  readonly letter: string;
  readonly does: string;
  /** Where it does so; everywhere unless given. */
  readonly where?: string;
}

/** Keys that a page handles itself, for the list of shortcuts: what does the same in several places becomes one line. */
export interface KeyHelp {
  readonly keys: readonly string[];
  readonly does: string;
  readonly where: string;
}

/** What somebody may be here for. */
type Role = 'agent' | 'analyst' | 'admin' | 'service';

interface MenuEntry {
  /** `bar` is for everybody, `operations` for those who keep Touchstone running. */
  readonly place: 'bar' | 'operations';
  readonly label: string;
  /** What pointing at it says; the label unless given. */
  readonly hint?: string;
  readonly Icon: Icon;
}

interface PageFacts {
  /** Addresses that the page had in earlier versions; they lead to it. */
  readonly formerly?: readonly string[];
  /** Who sees the page: whoever has one of these roles, and administrators. Everybody unless given. */
  readonly roles?: readonly Role[];
  /** Names the page in the tab; the home page has none. */
  readonly title?: string;
  readonly menu?: MenuEntry;
  /** Opens the page from anywhere. */
  readonly key?: PageKey;
  readonly help?: readonly KeyHelp[];
  /** The page has the search box itself, so the bar has none. */
  readonly hasSearch?: boolean;
}

/** A page of the desk, as menu, router, shortcuts, help and titles see it. */
export interface DeskPage extends PageFacts {
  /** A pattern of paths, as `/c/:id`. */
  readonly path: string;
  readonly Page: LazyPart<PageProps>;
  /** Loads the page's code ahead of time. */
  readonly preload: () => Promise<unknown>;
}

type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Readonly<Record<Name, string>> & ParamsOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? Readonly<Record<Name, string>>
    : unknown;

/** What a page is given of its address. It begins anew at another one. */
export interface PageProps<Path extends string = string> {
  readonly params: string extends Path ? Readonly<Record<string, string>> : ParamsOf<Path>;
  readonly query: URLSearchParams;
}

interface PageDeclaration<Path extends string> extends PageFacts {
  readonly path: Path;
  readonly load: () => Promise<ComponentType<PageProps<Path>>>;
}

/** Declares a page. Its component takes the parameters that stand in the path. */
export function definePage<const Path extends string>({ load, ...facts }: PageDeclaration<Path>): DeskPage {
  // The router hands over exactly the parameters of the path.
  return { ...facts, Page: lazyPart(load) as unknown as LazyPart<PageProps>, preload: load };
}
