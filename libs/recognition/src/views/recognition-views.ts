import { IDENTITY_DECIDED, TOUCHPOINT_RECORDED, type IdentityDecided, type LedgerEvent, type TouchpointRecorded } from '#events';
import type { UnitOfWork, ViewSet } from '#views';
import { rulesVersion, type Rules } from '../rules/rules.js';
import { ClusterTypes } from './cluster-types.js';
import { CustomerChanges } from './customer-changes.js';
import { customersThatDiffer } from './customers-that-differ.js';
import { TOUCHPOINTS_TOPIC } from './identity-message.js';
import { recompute } from './recompute.js';
import { edgeKeysOf, recordEvidence, addsNoEvidence, useKeysOf } from './record-evidence.js';
import { RECOGNITION, RECOGNITION_TABLES } from './tables.js';
import { WorkingSet } from './working-set.js';

/** Goes up whenever the same events and rules would give other rows. */
const CODE_VERSION = 2;

export interface RecognitionOptions {
  /**
   * Where subscribers are told what happens: the messages of a touchpoint, given whose a hub is once the touchpoint is
   * recognised. They are announced on `touchpoints`, after what it changed about identity, and every customer that an
   * event touches is announced on `customers`.
   */
  readonly publish?: (
    event: TouchpointRecorded,
    customerOf: (hub: string) => string,
  ) => readonly { readonly key: string; readonly message: unknown }[];
}

/**
 * Which identifiers are one customer, kept up to date event by event. The partition, the customers' ids, the generic
 * flags and the edges' states depend on the content of the events alone, not on their order; aliases tell the history.
 * Identity changes are announced on the topic `identity` (see `IdentityMessage`).
 */
export function recognitionViews(rules: Rules, { publish }: RecognitionOptions = {}): ViewSet {
  return {
    name: RECOGNITION,
    version: `${CODE_VERSION}-${rulesVersion(rules)}`,
    tables: RECOGNITION_TABLES,
    difference: customersThatDiffer,
    projector() {
      const types = new ClusterTypes(rules);
      return {
        async apply(events, unit) {
          const set = new WorkingSet(rules, types, unit);
          const told = unit.announces ? publish : undefined;
          const decided = await prefetch(events, set, told !== undefined);
          const changes = new CustomerChanges(told !== undefined);
          for (const event of events) await fold(event, { set, unit, decided, changes, publish: told });
          await set.flush();
        },
      };
    },
  };
}

/** Loads what the batch can change, in bulk; gives the handles among those not seen before that a decision names. */
async function prefetch(events: readonly LedgerEvent[], set: WorkingSet, wantsHubs: boolean): Promise<Set<string>> {
  const edges: [string, string, number][] = [];
  const uses: [string, string, number, number][] = [];
  for (const event of events) {
    if (event.type !== TOUCHPOINT_RECORDED) continue;
    for (const key of edgeKeysOf(event, set.rules)) edges.push(key);
    for (const key of useKeysOf(event, set.rules)) uses.push(key);
  }
  // Asked for together: a server answers them in one round trip.
  await Promise.all([set.edges.fetch(edges), set.uses.fetch(uses)]);
  const handles = handlesToKnow(events, set, wantsHubs);
  await set.nodes.fetch([...handles].map((handle) => [handle]));
  const nodes = [...handles].map((handle) => ({ handle, node: set.nodes.get(handle) }));
  await set.clusters.fetch(nodes.flatMap(({ node }) => (node ? [[node.cluster]] : [])));
  const unseen = nodes.filter(({ node }) => !node).map(({ handle }) => handle);
  const named = await set.decisions.fetchByEither(['a', 'b'], unseen);
  return new Set(named.flatMap(({ a, b }) => [a, b]));
}

/** The identifiers whose nodes the batch needs. A touchpoint that adds no evidence (most of those of known customers) needs none. */
function handlesToKnow(events: readonly LedgerEvent[], set: WorkingSet, wantsHubs: boolean): Set<string> {
  const handles = new Set<string>();
  for (const event of events) {
    if (event.type === IDENTITY_DECIDED) handles.add(event.data.a).add(event.data.b);
    if (event.type !== TOUCHPOINT_RECORDED) continue;
    const at = Date.parse(event.data.occurredAt);
    for (const party of event.data.parties) {
      if (wantsHubs) handles.add(party.hub);
      if (addsNoEvidence(party, at, set)) continue;
      for (const { handle } of party.identifiers) handles.add(handle);
    }
  }
  return handles;
}

interface BatchFold {
  readonly set: WorkingSet;
  readonly unit: UnitOfWork;
  readonly decided: Set<string>;
  readonly changes: CustomerChanges;
  readonly publish: RecognitionOptions['publish'];
}

async function fold(event: LedgerEvent, { set, unit, decided, changes, publish }: BatchFold): Promise<void> {
  const seeds = new Set<string>();
  if (event.type === TOUCHPOINT_RECORDED) await recordEvidence(event, { set, changes, seeds, decided });
  else if (event.type === IDENTITY_DECIDED) await recordDecision(event, set, seeds, decided);
  if (seeds.size > 0) await recompute(seeds, set, changes);
  if (event.type === TOUCHPOINT_RECORDED && decided.size > 0)
    for (const { identifiers } of event.data.parties) for (const { handle } of identifiers) decided.delete(handle);
  await changes.finish(set, unit, String(event.position), event.recordedAt);
  if (event.type !== TOUCHPOINT_RECORDED || !publish) return;
  const customerOf = (hub: string): string => set.clusterOf(set.node(hub)).customer;
  for (const { key, message } of publish(event, customerOf)) unit.announce(TOUCHPOINTS_TOPIC, key, message);
}

async function recordDecision(event: IdentityDecided, set: WorkingSet, seeds: Set<string>, decided: Set<string>): Promise<void> {
  const { a, b, verdict, decidedAt, sealedReason } = event.data;
  const earlier = (await set.decisions.fetchBy(['a'], [[a]])).filter((decision) => decision.b === b);
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
    actor: event.metadata.principal?.id ?? event.metadata.actor ?? null,
    sealed_reason: sealedReason,
  });
  for (const handle of [a, b]) {
    const node = set.nodes.get(handle);
    if (!node) decided.add(handle);
    else if (!node.decided) set.nodes.put({ ...node, decided: 1 });
    seeds.add(handle);
  }
}
