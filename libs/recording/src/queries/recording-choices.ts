import { defineQuery, type ReadSide } from '#slice';
import type { Kind } from '../kinds/kind.js';
import type { KindRegistry } from '../kinds/kind-registry.js';
import type { IdentifierRules } from '../touchpoint/identifier-rules.js';
import { DIRECTIONS } from '../touchpoint/codes.js';

/** What a form for a touchpoint offers to choose from. */
export interface RecordingChoices {
  readonly kinds: readonly Kind[];
  readonly channels: readonly string[];
  readonly directions: readonly string[];
  /** Departments seen so far. */
  readonly departments: readonly string[];
  readonly identifierTypes: IdentifierRules['statedTypes'];
}

export interface RecordingChoicesNeeds {
  readonly kinds: KindRegistry;
  readonly identifiers: IdentifierRules;
  /** The departments that anything was recorded of. */
  readonly departments: { readonly reads: readonly string[]; of(read: ReadSide): Promise<readonly string[]> };
}

export function recordingChoices({ kinds, identifiers, departments }: RecordingChoicesNeeds) {
  return defineQuery({
    name: 'RecordingChoices',
    reads: departments.reads,
    answer: async (read: ReadSide): Promise<RecordingChoices> => ({
      kinds: kinds.kinds,
      channels: [...new Set(kinds.kinds.flatMap(({ channels }) => channels))].toSorted(),
      directions: DIRECTIONS,
      departments: await departments.of(read),
      identifierTypes: identifiers.statedTypes,
    }),
  });
}
