import type { Command } from 'commander';
import type { CommandExecutor } from '#commands';
import type { ViewsStatus } from '#views';

/** A slice on the command line: commands of `touchstone`. It loads what a command needs when the command is run. */
export type CliFace = (context: CliContext) => readonly Command[];

/** What the command line has for the commands of slices. */
export interface CliContext {
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  /**
   * Opens the server at `url` where one is given; otherwise the data folder itself or, while a server uses that, the server
   * on this machine, and tells people so.
   * @throws an error with code `no-data`, `no-token`, `unreachable` or `configuration`, and what opening a folder throws
   */
  open(choice: PlaceChoice): Promise<Place>;
}

export interface Terminal {
  /** For results. */
  readonly out: NodeJS.WritableStream;
  /** For what people watch meanwhile. */
  readonly progress: NodeJS.WriteStream;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What a command works on, as its options say. */
export interface PlaceChoice {
  /** The data folder; absolute. */
  readonly data: string;
  readonly url?: string;
  readonly token?: string;
  /** Makes the data folder where there is none; otherwise that is an error. */
  readonly make?: boolean;
  /** A long import is ahead. */
  readonly bulk?: boolean;
  /** What people are told is done through a server that uses the folder. Default `working through it`. */
  readonly doing?: string;
}

export type Place = FolderPlace | ServerPlace;

/** A data folder that this process has for itself. */
export interface FolderPlace {
  readonly at: 'folder';
  /** Absolute. */
  readonly data: string;
  readonly commands: CommandExecutor;
  readonly queries: AnyQueries;
  readonly views: { status(): Promise<readonly ViewsStatus[]> };
  /** The newest error of what runs in the background: of commands or views. */
  failure(): Error | undefined;
  /** Finishes what is under way and frees the folder. */
  close(): Promise<void>;
}

/** The queries of all slices. Assign it to `QueriesOf` one's own slice: then names and questions are checked. */
export interface AnyQueries {
  /** See `QueriesOf`. */
  ask(name: string, question: unknown, after?: string): Promise<never>;
}

/** A server. */
export interface ServerPlace {
  readonly at: 'server';
  readonly url: string;
  readonly token: string;
  /** Whether it was found because it uses the data folder. */
  readonly usesFolder: boolean;
  /**
   * Answers the JSON that the server answers. `path` is below the server's address, without a slash before it.
   * @throws an error with code `unreachable`, or `refused` with what the server said and the code of the problem
   */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<unknown>;
}
