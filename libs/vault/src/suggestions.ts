import type { Handle } from '#events';
import type { Profile } from './vault.js';

/** A stated profile, in the order in which the vault learned it. */
export interface ChangedProfile {
  /** Grows with every new profile and is never used again. */
  readonly id: number;
  readonly handle: Handle;
  readonly hub: Handle;
  readonly profile: Profile;
  /** The identifier that the hub stands for. */
  readonly hubIdentifier?: { readonly type: string; readonly normalised: string };
}

/** The profiles that share one blocking key. */
export interface Block {
  readonly key: string;
  /** Ids of profiles, oldest first, at most as many as asked for. */
  readonly profiles: readonly number[];
  /** The block holds more than are listed: the key is too unspecific. */
  readonly more: boolean;
}

/** Two hubs that look like one person. Only a person can decide that they are. */
export interface Suggestion {
  /** `a` < `b`. */
  readonly a: Handle;
  readonly b: Handle;
  /** 0 to 1. */
  readonly score: number;
  /** The reasons for it, as sentences for people. */
  readonly reasons: readonly string[];
  /** When it was first suggested. RFC 3339, UTC. */
  readonly since: string;
}

export interface SuggestionPage {
  readonly items: readonly Suggestion[];
  /** Cursor of the following page; absent on the last. */
  readonly next?: string;
}

/** Everything that one step of the matching found; written in one commit. */
export interface MatchingStep {
  readonly blocks: readonly { readonly profileId: number; readonly keys: readonly string[] }[];
  readonly suggestions: readonly Suggestion[];
  /** The last profile that was looked at. */
  readonly checkpoint: number;
}

/**
 * The input and the results of fuzzy matching. They are personal data (names, keys made of names), so they are in the vault,
 * and shredding a hub removes its share.
 */
export interface Suggestions {
  /** Profiles with an id greater than `afterId`, in order. */
  changedProfiles(afterId: number, limit: number): Promise<readonly ChangedProfile[]>;

  /** The profiles with these ids; those that are gone are left out. */
  profiles(ids: readonly number[]): Promise<readonly ChangedProfile[]>;

  /** Files each profile under its blocking keys. Idempotent. Durable when it resolves. */
  putBlocks(blocks: MatchingStep['blocks']): Promise<void>;

  /** For each of these keys (each once) that has profiles, up to `perKeyLimit` of them. */
  sharingBlock(keys: readonly string[], perKeyLimit: number): Promise<readonly Block[]>;

  /**
   * Inserts, or replaces score and reasons; `since` stays the earliest. A pair that was closed stays closed, and one that
   * names a shredded hub is left out. Durable when it resolves.
   */
  put(suggestions: readonly Suggestion[]): Promise<void>;

  /** `putBlocks`, `put` and the checkpoint in one commit. */
  commit(step: MatchingStep): Promise<void>;

  /** The last profile that was looked at; 0 before the first. */
  checkpoint(): Promise<number>;

  /** Open suggestions, the most likely first; with `of`, those that name one of these hubs. */
  page(cursor: string | undefined, limit: number, of?: readonly Handle[]): Promise<SuggestionPage>;

  /** How many suggestions are open. */
  count(): Promise<number>;

  /** Never suggests this pair again, in either order. Durable when it resolves. */
  close(a: Handle, b: Handle): Promise<void>;
}
