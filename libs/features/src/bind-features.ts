import { customers, recordedDepartments, summariesOf } from '#customers';
import { installation } from '#installation';
import { quarantine } from '#quarantine';
import { identifierRules, identityOf, recognisedHubs, recognition } from '#recognition';
import { recording, touchpointMessages } from '#recording';
import type { Slice } from '#slice';
import type { Definitions } from './definitions.js';

export interface Binding {
  /** Whether what happens is told to subscribers: where a relay carries it on. */
  readonly publishes: boolean;
}

/**
 * Every slice, made of what a company defined. A new one is a line here; what it needs of another is handed to it here. A slice
 * whose views others rely on comes before them.
 */
export function bindFeatures({ rules, kinds }: Definitions, { publishes }: Binding): readonly Slice[] {
  const identity = identityOf(rules);
  const slices: readonly Slice[] = [
    recording({
      kinds,
      identifiers: identifierRules(rules),
      departments: recordedDepartments,
      recognised: (reads) => recognisedHubs(reads, rules),
    }),
    recognition({ rules, summaries: summariesOf(identity), ...(publishes ? { publish: touchpointMessages } : {}) }),
    quarantine,
    installation,
  ];
  const sections = slices.flatMap(({ cardSections }) => Object.values(cardSections));
  return [...slices, customers({ publishes, identity, published: (reads) => identity.of(reads), sections })];
}
