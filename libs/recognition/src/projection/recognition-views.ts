import { IDENTITY_DECIDED, TOUCHPOINT_RECORDED, type IdentityDecided, type LedgerEvent } from '#events';
import type { UnitOfWork, ViewSet } from '#views';
import { rulesVersion, type Rules } from '../rules/rules.js';
import { CustomerChanges } from './customer-changes.js';
import { recompute } from './recompute.js';
import { edgeKeysOf, recordEvidence } from './record-evidence.js';
import { RECOGNITION_TABLES } from './tables.js';
import { WorkingSet } from './working-set.js';

/** Goes up whenever the same events and rules would give other rows. */
const CODE_VERSION = 2;

/** Rows of each of the three large tables that a projector keeps in memory between batches, unless told otherwise. */
const KEPT_ROWS = 30_000;

/**
 * Which identifiers are one customer, kept up to date event by event. The partition, the customers' ids, the generic
 * flags and the edges' states depend on the content of the events alone, not on their order; aliases tell the history.
 * Identity changes are announced on the topic `identity` (see `IdentityMessage`).
 *
 * A projector whose batch threw, or whose unit was not committed, has forgotten or must be made to forget what it kept:
 * after a failed commit use a new projector.
 */
export function recognitionViews(rules: Rules, keptRows = KEPT_ROWS): ViewSet {
  return {
    name: 'recognition',
    version: `${CODE_VERSION}-${rulesVersion(rules)}`,
    tables: RECOGNITION_TABLES,
    projector() {
      const set = new WorkingSet(rules, keptRows);
      return {
        async apply(events, unit) {
          try {
            set.begin(unit);
            const decided = await prefetch(events, set);
            const changes = new CustomerChanges();
            for (const event of events) await fold(event, { set, unit, decided, changes });
            await set.commit();
          } catch (error) {
            set.drop();
            throw error;
          }
        },
      };
    },
  };
}

/** Loads what the batch names in bulk; gives the handles among those not seen before that a decision names. */
async function prefetch(events: readonly LedgerEvent[], set: WorkingSet): Promise<Set<string>> {
  const handles = new Set<string>();
  const edges: [string, string, number][] = [];
  for (const event of events) {
    if (event.type === TOUCHPOINT_RECORDED) {
      for (const { identifiers } of event.data.parties) for (const { handle } of identifiers) handles.add(handle);
      for (const key of edgeKeysOf(event, set.rules)) edges.push(key);
    } else if (event.type === IDENTITY_DECIDED) handles.add(event.data.a).add(event.data.b);
  }
  await set.nodes.fetch([...handles].map((handle) => [handle]));
  await set.edges.fetch(edges);
  const nodes = [...handles].map((handle) => ({ handle, node: set.nodes.get(handle) }));
  await set.clusters.fetch(nodes.flatMap(({ node }) => (node ? [[node.cluster]] : [])));
  const unseen = nodes.filter(({ node }) => !node).map(({ handle }) => handle);
  const named = [...(await set.decisions.fetchBy(['a'], unseen)), ...(await set.decisions.fetchBy(['b'], unseen))];
  return new Set(named.flatMap(({ a, b }) => [a, b]));
}

interface BatchFold {
  readonly set: WorkingSet;
  readonly unit: UnitOfWork;
  readonly decided: Set<string>;
  readonly changes: CustomerChanges;
}

async function fold(event: LedgerEvent, { set, unit, decided, changes }: BatchFold): Promise<void> {
  const seeds = new Set<string>();
  if (event.type === TOUCHPOINT_RECORDED) await recordEvidence(event, { set, changes, seeds, decided });
  else if (event.type === IDENTITY_DECIDED) await recordDecision(event, set, seeds, decided);
  if (seeds.size > 0) await recompute(seeds, set, changes);
  if (event.type === TOUCHPOINT_RECORDED && decided.size > 0)
    for (const { identifiers } of event.data.parties) for (const { handle } of identifiers) decided.delete(handle);
  await changes.finish(set, unit, String(event.position), event.recordedAt);
}

async function recordDecision(event: IdentityDecided, set: WorkingSet, seeds: Set<string>, decided: Set<string>): Promise<void> {
  const { a, b, verdict, decidedAt, sealedReason } = event.data;
  const earlier = (await set.decisions.fetchBy(['a'], [a])).filter((decision) => decision.b === b);
  set.decisions.put({
    a,
    b,
    number: earlier.length + 1,
    verdict,
    decided_at: Date.parse(decidedAt),
    recorded_at: event.recordedAt,
    position: String(event.position),
    event_id: event.id,
    stream: event.stream,
    schema_version: event.schemaVersion,
    actor: event.metadata.actor ?? null,
    sealed_reason: sealedReason,
  });
  for (const handle of [a, b]) {
    const node = set.nodes.get(handle);
    if (!node) decided.add(handle);
    else if (!node.decided) set.nodes.put({ ...node, decided: 1 });
    seeds.add(handle);
  }
}
