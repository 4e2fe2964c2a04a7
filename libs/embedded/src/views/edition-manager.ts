import type { DefinitionTexts } from '#features';
import { asPosition, type Position, START } from '#events';
import {
  EditionsFolder,
  type Row,
  type SqliteViewReader,
  type Value,
  type ViewReader,
  type ViewSet,
  type ViewsStatus,
} from '#views';
import { ProjectorThread, type ProjectorMessage, type ProjectorTask } from './start-projector.js';

export interface EditionManagerOptions {
  readonly folder: string;
  readonly ledger: string;
  readonly definitions: DefinitionTexts;
  readonly sets: readonly ViewSet[];
  readonly head: () => Promise<Position>;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** A set that somebody asked for, and what it can be asked. */
export class UnknownViewsError extends Error {
  readonly code = 'unknown-views';
}

export class NothingToPromoteError extends Error {
  readonly code = 'nothing-to-promote';
}

/** The views did not get as far as asked in time. */
export class ViewsBehindError extends Error {
  readonly code = 'views-behind';
}

interface Building {
  readonly edition: number;
  readonly projector: ProjectorThread;
  readonly startedAt: number;
  readonly from: Position;
  position: Position;
  /** Promote as soon as it has caught up. */
  readonly promote: boolean;
}

/**
 * Keeps the serving editions up to date in a thread of their own, builds new ones beside them, and promotes: readers
 * move on to the new edition between two queries. Everything it knows is on disk; it starts again from there.
 */
export class EditionManager {
  readonly #options: EditionManagerOptions;
  readonly #folder: EditionsFolder;
  readonly #readers = new Map<string, SqliteViewReader>();
  readonly #positions = new Map<string, Position>();
  readonly #building = new Map<string, Building>();
  readonly #listeners = new Set<(message: ProjectorMessage) => void>();
  #projector: ProjectorThread | undefined;
  #failure: Error | undefined;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: EditionManagerOptions) {
    this.#options = options;
    this.#folder = new EditionsFolder(options.folder);
  }

  /** Opens what serves, makes what is missing, and starts to rebuild what an older version or other rules had made. */
  async start(): Promise<void> {
    for (const set of this.#options.sets) {
      const serving = this.#folder.serving(set.name);
      if (serving === undefined)
        this.#folder.promote(set.name, this.#folder.editions(set.name).at(-1) ?? this.#folder.create(set));
      this.#open(set.name);
    }
    await this.#serve();
    for (const set of this.#options.sets) {
      const stale = this.#isStale(set);
      const unfinished = this.#unfinished(set);
      if (stale || unfinished !== undefined) this.#build(set, stale, unfinished);
    }
  }

  /** A reader of whatever edition serves at the time of each query. */
  reader(set: string): ViewReader {
    const current = (): SqliteViewReader => {
      const reader = this.#readers.get(set);
      if (!reader) throw new UnknownViewsError(`There are no views named ${set}.`);
      return reader;
    };
    return {
      all: <R extends Row>(sql: string, params?: readonly Value[]) => current().all<R>(sql, params),
      position: () => current().position(),
    };
  }

  /** Calls `listener` after each commit of a serving edition. Returns how to stop that. */
  onCommit(listener: (commit: ProjectorMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves when all serving editions have got as far as `position`.
   * @throws ViewsBehindError after `timeoutMs`
   */
  async waitFor(position: Position, timeoutMs = 5000): Promise<void> {
    const there = (): boolean => this.#options.sets.every((set) => (this.#positions.get(set.name) ?? START) >= position);
    if (there()) return;
    await new Promise<void>((resolve, reject) => {
      const done = this.onCommit(() => {
        if (!there()) return;
        done();
        clearTimeout(timer);
        resolve();
      });
      const timer = setTimeout(() => {
        done();
        reject(new ViewsBehindError(`The views have not got as far as position ${position} yet. Ask again in a moment.`));
      }, timeoutMs);
    });
  }

  async status(): Promise<readonly ViewsStatus[]> {
    const head = await this.#options.head();
    return this.#options.sets.map((set) => {
      const edition = this.#folder.serving(set.name) ?? 0;
      const state = this.#folder.state(set.name, edition);
      const building = this.#building.get(set.name);
      return {
        set: set.name,
        unit: 'events',
        requested: [],
        serving: {
          edition,
          version: state.version,
          position: String(state.position),
          lag: String(head - state.position),
          deadLetters: state.deadLetters,
          stale: state.version !== set.version,
        },
        ...(building ? { building: buildingStatus(building, head) } : {}),
      };
    });
  }

  /** The error that stopped the projector, if one did. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Starts to build a new edition of a set, from the ledger's first event, beside the one that serves. */
  async rebuild(set: string): Promise<void> {
    await this.#exclusively(async () => {
      const views = this.#set(set);
      const before = this.#building.get(set);
      if (before) {
        await before.projector.stop();
        this.#building.delete(set);
        this.#folder.drop(set, before.edition);
      }
      this.#build(views, false);
    });
  }

  /**
   * Makes the new edition of a set the one that serves. The one before it is kept, older ones are dropped.
   * @throws NothingToPromoteError when none is being built, or it has not caught up yet
   */
  async promote(set: string): Promise<void> {
    const head = await this.#options.head();
    await this.#exclusively(() => this.#promote(this.#set(set), head));
  }

  async stop(): Promise<void> {
    await this.#exclusively(async () => {
      await Promise.all([this.#projector?.stop(), ...[...this.#building.values()].map(({ projector }) => projector.stop())]);
      for (const reader of this.#readers.values()) reader.close();
    });
  }

  async #promote(set: ViewSet, head: Position): Promise<void> {
    const building = this.#building.get(set.name);
    if (!building)
      throw new NothingToPromoteError(
        `No new edition of the ${set.name} views is being built. Start one with: touchstone views rebuild ${set.name}`,
      );
    if (building.position < head) {
      throw new NothingToPromoteError(
        `Edition ${building.edition} of the ${set.name} views has not caught up yet (at ${building.position} of ${head}). Promote it when it has.`,
      );
    }
    await Promise.all([building.projector.stop(), this.#projector?.stop()]);
    this.#building.delete(set.name);
    const before = this.#folder.serving(set.name);
    this.#folder.promote(set.name, building.edition);
    this.#open(set.name);
    await this.#serve();
    for (const edition of this.#folder.editions(set.name)) {
      if (edition !== building.edition && edition !== before) this.#folder.drop(set.name, edition);
    }
    this.#options.log.info({ set: set.name, edition: building.edition }, 'view edition promoted');
  }

  #build(set: ViewSet, promote: boolean, resume?: number): void {
    const edition = resume ?? this.#folder.create(set);
    const from = this.#folder.state(set.name, edition).position;
    const projector = new ProjectorThread(
      this.#task([{ set: set.name, edition }], false),
      ({ position }) => this.#onBuilt(set, position),
      (error) => {
        this.#building.delete(set.name);
        this.#options.log.error({ set: set.name, edition, err: error }, 'building a view edition failed');
      },
    );
    this.#building.set(set.name, { edition, projector, startedAt: Date.now(), from, position: from, promote });
    this.#options.log.info({ set: set.name, edition }, 'building a view edition');
  }

  #onBuilt(set: ViewSet, position: Position): void {
    const building = this.#building.get(set.name);
    if (!building) return;
    building.position = position;
    if (!building.promote) return;
    void this.#options.head().then(async (head) => {
      if (building.position < head) return;
      await this.#exclusively(async () => {
        if (this.#building.get(set.name) === building) await this.#promote(set, building.position);
      });
    });
  }

  async #serve(): Promise<void> {
    const editions = this.#options.sets
      .filter((set) => !this.#isStale(set))
      .map((set) => ({ set: set.name, edition: this.#folder.serving(set.name) ?? 0 }));
    for (const set of this.#options.sets) this.#positions.set(set.name, await this.reader(set.name).position());
    this.#projector = new ProjectorThread(
      this.#task(editions, true),
      (message) => {
        this.#positions.set(message.set, message.position);
        for (const listener of this.#listeners) listener(message);
      },
      (error) => {
        this.#failure = error;
        this.#options.log.error({ err: error }, 'the projector stopped');
      },
    );
  }

  #isStale(set: ViewSet): boolean {
    const edition = this.#folder.serving(set.name);
    return edition !== undefined && this.#folder.state(set.name, edition).version !== set.version;
  }

  /** An edition newer than the serving one, of today's version: its building was interrupted. */
  #unfinished(set: ViewSet): number | undefined {
    const serving = this.#folder.serving(set.name) ?? 0;
    return this.#folder
      .editions(set.name)
      .findLast((edition) => edition > serving && this.#folder.state(set.name, edition).version === set.version);
  }

  #open(set: string): void {
    const before = this.#readers.get(set);
    this.#readers.set(set, this.#folder.reader(set));
    before?.close();
  }

  #set(name: string): ViewSet {
    const set = this.#options.sets.find((candidate) => candidate.name === name);
    if (!set) {
      throw new UnknownViewsError(
        `There are no views named ${name}. There are: ${this.#options.sets.map((known) => known.name).join(', ')}.`,
      );
    }
    return set;
  }

  #task(editions: ProjectorTask['editions'], serving: boolean): ProjectorTask {
    return { ledger: this.#options.ledger, views: this.#options.folder, definitions: this.#options.definitions, editions, serving };
  }

  /** One change of editions at a time. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#changing.then(work);
    this.#changing = result.catch(() => undefined);
    return result;
  }
}

function buildingStatus({ edition, position, from, startedAt }: Building, head: Position): NonNullable<ViewsStatus['building']> {
  const seconds = Math.max((Date.now() - startedAt) / 1000, 0.001);
  return {
    edition,
    position: String(position),
    progress: head === START ? 1 : Number((position * 10_000n) / head) / 10_000,
    perSecond: Math.round(Number(position - from) / seconds),
    caughtUp: asPosition(position) >= head,
  };
}
