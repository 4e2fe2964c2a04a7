import { setTimeout as sleep } from 'node:timers/promises';
import type { DefinitionTexts } from '#features';
import type { Position } from '#events';
import {
  EditionsFolder,
  NothingToPromoteError,
  UnknownViewsError,
  type ViewReader,
  type ViewSet,
  type ViewsProblem,
  type ViewsStatus,
} from '#views';
import { receivedError } from '../thread-errors.js';
import { BuildingEdition } from './building-edition.js';
import { ServingEditions } from './serving-editions.js';
import {
  type Projector,
  type ProjectorMessage,
  type ProjectorTask,
  startProjectorThread,
  type StartProjector,
} from './start-projector.js';
import { ViewProblems, type ViewsLog } from './view-problems.js';

export interface EditionManagerOptions {
  readonly folder: string;
  readonly ledger: string;
  readonly definitions: DefinitionTexts;
  readonly sets: readonly ViewSet[];
  readonly head: () => Promise<Position>;
  readonly log: ViewsLog;
  /** Default: in threads of their own. */
  readonly startProjector?: StartProjector;
}

const PATIENCE_MS = 5000;
/** Before a promotion that failed is tried again. */
const PROMOTION_PAUSE_MS = 5000;

/**
 * Keeps the serving editions up to date, builds new ones beside them, and promotes: readers move on to the new edition
 * between two queries. Everything it knows is on disk; it starts again from there. What fails is tried again until it goes
 * on, each edition by itself, and named in the status meanwhile.
 */
export class EditionManager {
  readonly #options: EditionManagerOptions;
  readonly #folder: EditionsFolder;
  readonly #problems: ViewProblems;
  readonly #promotionProblems: ViewProblems;
  readonly #serving: ServingEditions;
  readonly #building = new Map<string, BuildingEdition>();
  /** Those that are promoted as soon as they have caught up, or tried again. */
  readonly #promoting = new Set<BuildingEdition>();
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: EditionManagerOptions) {
    const { folder, sets, log } = options;
    this.#options = options;
    this.#folder = new EditionsFolder(folder);
    this.#problems = new ViewProblems(log, {
      failed: 'a view edition cannot go on; trying again',
      over: 'a view edition goes on again',
    });
    this.#promotionProblems = new ViewProblems(log, {
      failed: 'a view edition cannot be promoted; trying again',
      over: 'a view edition can be promoted again',
    });
    this.#serving = new ServingEditions({
      folder: this.#folder,
      sets,
      log,
      problems: this.#problems,
      start: (editions, onMessage) => this.#project(editions, true, onMessage),
    });
  }

  /**
   * Opens what serves, makes what is missing, and starts to rebuild what an older version or other rules had made.
   * @throws ViewsUnavailableError where a serving edition cannot be opened
   */
  async start(): Promise<void> {
    const { sets } = this.#options;
    for (const set of sets) {
      if (this.#folder.serving(set.name) === undefined)
        this.#folder.promote(set.name, this.#furthest(set.name) ?? this.#folder.create(set));
      this.#serving.open(set);
    }
    this.#serving.project();
    for (const set of sets) {
      const stale = this.#serving.isStale(set.name);
      const unfinished = this.#unfinished(set);
      if (stale || unfinished !== undefined) this.#build(set, stale, unfinished);
    }
  }

  /** A reader of whatever edition serves at the time of each query. */
  reader(set: string): ViewReader {
    return this.#serving.reader(set);
  }

  /** Calls `listener` after each commit of a serving edition, and when another one begins to serve. Returns how to stop that. */
  onCommit(listener: () => void): () => void {
    return this.#serving.onCommit(listener);
  }

  /**
   * Resolves when the serving editions of these sets (by default all) have got as far as `position`.
   * @throws ViewsBehindError after `timeoutMs`, or at once where one of them cannot go on
   */
  async waitFor(
    position: Position,
    sets: readonly string[] = this.#options.sets.map(({ name }) => name),
    timeoutMs = PATIENCE_MS,
  ): Promise<void> {
    await this.#serving.waitFor(position, sets, timeoutMs);
  }

  async status(): Promise<readonly ViewsStatus[]> {
    // Before the head is read, so that none is ahead of it.
    const states = this.#options.sets.map((set) => this.#serving.state(set));
    const head = await this.#options.head();
    return this.#options.sets.flatMap(({ name: set }, index) => {
      const state = states[index];
      if (!state) return [];
      const { position, problem, ...serving } = state;
      const building = this.#building.get(set);
      return {
        set,
        unit: 'events',
        requested: [],
        serving: {
          ...serving,
          position: String(position),
          lag: String(head - position),
          ...(problem ? { problem } : {}),
        },
        ...(building ? { building: building.status(head, this.#hindrance(set, building.edition)) } : {}),
      };
    });
  }

  /** Starts to build a new edition of a set, from the ledger's first event, beside the one that serves. */
  async rebuild(name: string): Promise<void> {
    await this.#exclusively(async () => {
      const set = this.#set(name);
      const before = this.#building.get(name);
      if (before) {
        await before.stop();
        this.#building.delete(name);
        this.#drop(name, before.edition);
      }
      this.#build(set, this.#serving.isStale(name));
    });
  }

  /**
   * Makes the new edition of a set the one that serves. The one before it is kept, older ones are dropped.
   * @throws NothingToPromoteError when none is being built, or it has not caught up yet
   */
  async promote(name: string): Promise<void> {
    const head = await this.#options.head();
    await this.#exclusively(() => this.#promote(this.#set(name), head));
  }

  async stop(): Promise<void> {
    await this.#exclusively(async () => {
      const building = [...this.#building.values()];
      this.#building.clear();
      await Promise.all(building.map((edition) => edition.stop()));
      await this.#serving.close();
    });
  }

  async #promote(set: ViewSet, head: Position): Promise<void> {
    const building = this.#building.get(set.name);
    if (!building) throw new NothingToPromoteError(set.name);
    const { edition, position } = building;
    if (position < head) throw new NothingToPromoteError(set.name, { edition, position: String(position) });
    const before = this.#folder.serving(set.name);
    // First, because this alone can fail: then nothing has changed.
    this.#folder.promote(set.name, edition);
    this.#building.delete(set.name);
    this.#promotionProblems.over(set.name, edition);
    await Promise.all([building.stop(), this.#serving.stopProjecting()]);
    try {
      this.#serving.open(set);
    } finally {
      this.#serving.project();
    }
    for (const each of this.#folder.editions(set.name)) {
      if (each !== edition && each !== before) this.#drop(set.name, each);
    }
    this.#options.log.info({ set: set.name, edition }, 'view edition promoted');
  }

  #build(set: ViewSet, promotes: boolean, resume?: number): void {
    const edition = resume ?? this.#folder.create(set);
    const building = new BuildingEdition({
      edition,
      from: this.#folder.state(set.name, edition).position,
      promotes,
      start: (onMessage) => this.#project([{ set: set.name, edition }], false, onMessage),
      onMessage: (message) => this.#onBuilding(set, message),
    });
    this.#building.set(set.name, building);
    this.#options.log.info({ set: set.name, edition }, 'building a view edition');
  }

  #onBuilding(set: ViewSet, message: ProjectorMessage): void {
    const building = this.#building.get(set.name);
    if (building?.edition !== message.edition) return;
    if (message.kind === 'failed') {
      this.#problems.failed(set.name, message.edition, receivedError(message.error));
      return;
    }
    this.#problems.over(set.name, message.edition);
    if (building.promotes) void this.#promoteOnceCaughtUp(set, building);
  }

  /** One try at a time. Never rejects: a promotion that fails is tried again after a pause, until the edition serves or is dropped. */
  async #promoteOnceCaughtUp(set: ViewSet, building: BuildingEdition): Promise<void> {
    if (this.#promoting.has(building)) return;
    this.#promoting.add(building);
    const isBuilding = (): boolean => this.#building.get(set.name) === building;
    let tried: Position | undefined;
    while (isBuilding() && building.position !== tried) {
      tried = building.position;
      try {
        const head = await this.#options.head();
        await this.#exclusively(async () => {
          if (isBuilding() && building.position >= head) await this.#promote(set, head);
        });
      } catch (error) {
        const { edition } = building;
        if (isBuilding()) this.#promotionProblems.failed(set.name, edition, error);
        else this.#options.log.error({ set: set.name, edition, err: error }, 'a promotion ended with an error');
        await sleep(PROMOTION_PAUSE_MS, undefined, { ref: false });
        tried = undefined;
      }
    }
    this.#promoting.delete(building);
  }

  /** What keeps an edition that is being built from going on or, where it goes on, from serving. */
  #hindrance(set: string, edition: number): ViewsProblem | undefined {
    return this.#problems.of(set, edition) ?? this.#promotionProblems.of(set, edition);
  }

  #project(editions: ProjectorTask['editions'], serving: boolean, onMessage: (message: ProjectorMessage) => void): Projector {
    const { ledger, folder: views, definitions, startProjector = startProjectorThread } = this.#options;
    return startProjector({ ledger, views, definitions, editions, serving }, onMessage);
  }

  /** The edition that has read most, the newest of several; where none is said to serve, that one did. */
  #furthest(set: string): number | undefined {
    let furthest: { readonly edition: number; readonly position: Position } | undefined;
    for (const edition of this.#folder.editions(set)) {
      try {
        const { position } = this.#folder.state(set, edition);
        if (!furthest || position >= furthest.position) furthest = { edition, position };
      } catch (error) {
        this.#options.log.error({ set, edition, err: error }, 'a view edition cannot be read');
      }
    }
    return furthest?.edition;
  }

  /** An edition newer than the serving one, of today's version: its building was interrupted. One that cannot be read is built anew. */
  #unfinished(set: ViewSet): number | undefined {
    const serving = this.#folder.serving(set.name) ?? 0;
    return this.#folder.editions(set.name).findLast((edition) => {
      try {
        return edition > serving && this.#folder.state(set.name, edition).version === set.version;
      } catch {
        return false;
      }
    });
  }

  #drop(set: string, edition: number): void {
    this.#folder.drop(set, edition);
    this.#problems.forget(set, edition);
    this.#promotionProblems.forget(set, edition);
  }

  #set(name: string): ViewSet {
    const { sets } = this.#options;
    const set = sets.find((candidate) => candidate.name === name);
    if (!set)
      throw new UnknownViewsError(
        name,
        sets.map((known) => known.name),
      );
    return set;
  }

  /** One change of editions at a time. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#changing.then(work);
    this.#changing = result.catch(() => undefined);
    return result;
  }
}
