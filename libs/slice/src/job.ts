import type { CommandExecutor } from '#commands';
import type { EventStore } from '#event-store';
import type { Suggestions } from '#vault';
import type { ViewReader } from '#views';

/** What a job works on. */
export interface JobPorts {
  readonly vault: { readonly suggestions: Suggestions };
  /** The serving edition of the set that the job reads. */
  readonly reader: ViewReader;
  readonly ledger: Pick<EventStore, 'readStored'>;
  /** For what is to be recorded. */
  readonly commands: Pick<CommandExecutor, 'execute'>;
  readonly now: Date;
  /** Most things to look at in one step: a step is short, since callers may wait for it. */
  readonly limit: number;
}

/**
 * Work in the background of the write side, in steps: while nothing else is to be done where one process does everything, by
 * one leading process where there are several. It may be stopped between any two steps and goes on from there.
 */
export interface Job {
  readonly name: string;
  /** The set of views that it reads; it waits until that has caught up. */
  readonly reads: string;
  /** It waits neither for that nor for a quiet moment: a step with nothing to do is a few look-ups, and it must not be put off. */
  readonly mayNotWait?: boolean;
  /** Does a part of the work; answers how much it looked at, 0 when there is nothing more to do for now. */
  step(ports: JobPorts): Promise<number>;
}
