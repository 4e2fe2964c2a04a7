import type { LazyCommand } from '#commands';
import type { EventDeclaration, LedgerEvent } from '#events';
import type { ViewSet } from '#views';
import type { CardSection } from './card-section.js';
import type { Job } from './job.js';
import type { QueryDefinition } from './query.js';
import type { PublishedTopics } from './topic.js';

/** How a problem is answered over HTTP. */
export interface ProblemAnswer {
  readonly status: number;
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A feature as everything else sees it: editions, relay, copies and programs loop over slices and know none by name. */
export interface Slice {
  readonly name: string;
  /** The types of event that its commands record, by type. */
  readonly events: Readonly<Record<string, EventDeclaration<string, never>>>;
  /** Loaded when they are first carried out: `() => import('./commands/...').then(...)`. */
  readonly commands: Readonly<Record<string, LazyCommand>>;
  readonly queries: Readonly<Record<string, QueryDefinition>>;
  /** Its sets of views, by name. A set that the slices after it rely on comes first. */
  readonly views: Readonly<Record<string, ViewSet>>;
  readonly topics: PublishedTopics;
  readonly jobs: Readonly<Record<string, Job>>;
  /** What it adds to the card of a customer, by name. */
  readonly cardSections: Readonly<Record<string, CardSection>>;
  /** What its errors and refusals are over HTTP, by code. */
  readonly problems: Readonly<Record<string, ProblemAnswer>>;
}

type NamedBy<Field extends string, Record> = { readonly [Name in keyof Record]: { readonly [F in Field]: Name } };

/**
 * A slice's manifest, with the names of what it has in its type: an event, command, query or card section that is listed under
 * another name than its own does not compile, nor does an event that is not among the declared ones of `libs/events`, nor what
 * asks a slice for a command or query that it does not list.
 */
export function defineSlice<
  const Events extends Slice['events'] &
    NamedBy<'type', Events> & { readonly [Type in keyof Events]: Type extends LedgerEvent['type'] ? unknown : never },
  const Commands extends Slice['commands'] & { readonly [Name in keyof Commands]: () => Promise<{ readonly name: Name }> },
  const Queries extends Slice['queries'] & NamedBy<'name', Queries>,
  const Views extends Slice['views'],
  const Sections extends Slice['cardSections'] & NamedBy<'name', Sections>,
>(
  slice: Partial<Omit<Slice, 'name' | 'events' | 'commands' | 'queries' | 'views' | 'cardSections'>> & {
    readonly name: string;
    readonly events?: Events;
    readonly commands?: Commands;
    readonly queries?: Queries;
    readonly views?: Views;
    readonly cardSections?: Sections;
  },
): Omit<Slice, 'events' | 'commands' | 'queries' | 'views'> & {
  readonly events: Events;
  readonly commands: Commands;
  readonly queries: Queries;
  readonly views: Views;
} {
  return {
    topics: {},
    jobs: {},
    problems: {},
    ...slice,
    events: slice.events ?? ({} as Events),
    commands: slice.commands ?? ({} as Commands),
    queries: slice.queries ?? ({} as Queries),
    views: slice.views ?? ({} as Views),
    cardSections: slice.cardSections ?? {},
  };
}
