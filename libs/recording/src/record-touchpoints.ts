import type {
  EventMetadata,
  Handle,
  NewTouchpointRecorded,
  PartySecrets,
  RecordedEvent,
  RecordedParty,
  TouchpointRecorded,
} from '#events';
import { TOUCHPOINT_RECORDED, TOUCHPOINT_RECORDED_VERSION, UnknownEventError, upcast } from '#events';
import { AppendTooLargeError, ConcurrencyError, type EventStore } from '#event-store';
import type { Rules } from '#recognition';
import { HubErasedError, type Opened, type SealRequest, type Vault, type VaultUnit } from '#vault';
import { decideTouchpoint, touchpointRecorded } from './decide-touchpoint.js';
import { differences } from './differences.js';
import { touchpointEventId, touchpointStream } from './event-ids.js';
import { contentOf } from './touchpoint-content.js';
import type { KindRegistry } from './kinds/kind-registry.js';
import { partySecrets, type PlannedParty, planParties, recordedIdentifiers } from './plan-touchpoint.js';
import { invalid } from './read-touchpoint.js';
import type { RecordProblem, RecordResult } from './record-result.js';
import { tooLarge } from './too-large.js';
import { occurredAtMs } from './touchpoint-constraints.js';
import type { TouchpointBody } from './touchpoint-input.js';

export interface RecordingPorts {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly rules: Rules;
  readonly kinds: KindRegistry;
}

/** A valid touchpoint that somebody wants recorded. */
export interface Recording {
  readonly touchpoint: TouchpointBody;
  readonly metadata: EventMetadata;
}

/** A touchpoint on its way through one chunk. */
interface Pending extends Recording {
  readonly index: number;
  readonly stream: string;
  readonly eventId: string;
  readonly fingerprint: string;
}

/**
 * Records a chunk of valid touchpoints: one result each, in order. Each stands alone; one that is refused does not
 * disturb the others. What is answered `accepted` is durable. Recording the same again, from any number of callers at
 * once, is one event.
 */
export async function recordTouchpoints(
  recordings: readonly Recording[],
  ports: RecordingPorts,
): Promise<readonly RecordResult[]> {
  const results: RecordResult[] = Array.from({ length: recordings.length });
  let pending: Pending[] = recordings.map(({ touchpoint, metadata }, index) => ({
    index,
    touchpoint,
    metadata,
    stream: touchpointStream(touchpoint.source, touchpoint.externalId),
    eventId: touchpointEventId(touchpoint.source, touchpoint.externalId, occurredAtMs(touchpoint.occurredAt) ?? 0),
    fingerprint: ports.vault.fingerprint(contentOf(touchpoint)),
  }));
  // The same touchpoint twice in one chunk, or recorded by somebody else meanwhile, is settled in a second round.
  while (pending.length > 0) {
    const streams = new Set<string>();
    const [now, later]: [Pending[], Pending[]] = [[], []];
    for (const item of pending) {
      (streams.has(item.stream) ? later : now).push(item);
      streams.add(item.stream);
    }
    const overtaken = await recordRound(now, ports, results);
    pending = [...overtaken, ...later];
  }
  return results;
}

/** Settles touchpoints of distinct streams; returns those that somebody else recorded in the meantime. */
async function recordRound(items: readonly Pending[], ports: RecordingPorts, results: RecordResult[]): Promise<Pending[]> {
  const recorded = await ports.store.readLast(items.map(({ stream }) => stream));
  const fresh: Pending[] = [];
  for (const item of items) {
    const event = recorded.get(item.stream);
    const { before, problem } = event ? readRecorded(event) : {};
    if (problem) {
      results[item.index] = { status: 'refused', problem };
      continue;
    }
    const decision = decideTouchpoint(before, item.fingerprint);
    if (decision === 'record' || !before) fresh.push(item);
    else if (decision === 'duplicate')
      results[item.index] = { status: 'duplicate', id: before.id, position: String(before.position) };
    else results[item.index] = { status: 'refused', problem: await conflict(before, item, ports.vault) };
  }
  if (fresh.length === 0) return [];

  const overtaken: Pending[] = [];
  const prepared = await ports.vault
    .transaction((unit) => prepare(fresh, unit, ports, results))
    .catch((error: unknown) => {
      // A hub was erased after its handles were looked up and before its section was sealed: the next round makes new handles.
      if (!(error instanceof HubErasedError)) throw error;
      overtaken.push(...fresh);
      return [];
    });
  await Promise.all(
    prepared.map(async ({ item, event, ignored }) => {
      try {
        const { last } = await ports.store.append(item.stream, [event], 'none');
        results[item.index] = {
          status: 'accepted',
          id: event.id,
          position: String(last),
          ...(ignored.length > 0 ? { ignoredIdentifiers: ignored } : {}),
        };
      } catch (error) {
        // Only the server knows its limit, so this shows at the append, when the vault has stored the identifiers; see docs/decisions, 29.
        if (error instanceof AppendTooLargeError)
          results[item.index] = { status: 'refused', problem: tooLarge(item.touchpoint, error.limit) };
        else if (error instanceof ConcurrencyError) overtaken.push(item);
        else throw error;
      }
    }),
  );
  return overtaken;
}

interface Prepared {
  readonly item: Pending;
  readonly event: NewTouchpointRecorded;
  readonly ignored: readonly string[];
}

/** Handles, profiles and sealed sections of a round, in three calls to the vault and one commit, whatever the number of touchpoints. */
async function prepare(
  items: readonly Pending[],
  vault: VaultUnit,
  { rules, kinds }: RecordingPorts,
  results: RecordResult[],
): Promise<Prepared[]> {
  const plans = items.map((item) => ({ item, parties: planParties(item.touchpoint, rules) }));
  const resolved = await vault.handles(plans.flatMap(({ parties }) => parties.flatMap(({ identifiers }) => identifiers)));

  let next = 0;
  const known: KnownTouchpoint[] = [];
  for (const { item, parties } of plans) {
    const ignored: string[] = [];
    const nameless: number[] = [];
    let caseHandle: Handle | undefined;
    const knownParties = parties.map((party, index) => {
      const own = resolved.slice(next, next + party.identifiers.length);
      next += party.identifiers.length;
      own.forEach((identifier, at) => {
        if (!identifier && at < party.stated) ignored.push(`parties[${index}].identifiers[${at}]`);
      });
      if (index === 0 && item.touchpoint.case) caseHandle = own.at(-1)?.handle;
      const identifiers = recordedIdentifiers(party, own, rules);
      if (identifiers.length === 0) nameless.push(index);
      return { party, identifiers };
    });
    if (nameless.length > 0) results[item.index] = { status: 'refused', problem: unrecognisable(nameless, ignored) };
    else known.push({ item, parties: knownParties, caseHandle, ignored });
  }

  const profiles = await vault.profiles(
    known.flatMap(({ parties }) =>
      parties.flatMap(({ party, identifiers: [hub] }) =>
        party.profile && hub ? [{ hub: hub.handle, profile: party.profile }] : [],
      ),
    ),
  );
  const requests = known.flatMap(({ item, parties }) =>
    parties.map(({ identifiers: [hub] }, index) => sealRequest(item, index, hub?.handle as Handle, kinds)),
  );
  const sealed = await vault.seal(requests);

  let profile = 0;
  let section = 0;
  return known.map(({ item, parties, caseHandle, ignored }) => {
    const recordedParties = parties.map(({ party, identifiers }): RecordedParty => ({
      role: party.body.role,
      hub: identifiers[0]?.handle as Handle,
      identifiers,
      ...(party.profile ? { profile: profiles[profile++] } : {}),
      sealed: sealed[section++] as string,
    })) as [RecordedParty, ...RecordedParty[]];
    return {
      item,
      ignored,
      event: touchpointRecorded(
        item.touchpoint,
        item.eventId,
        recordedParties,
        caseHandle,
        item.fingerprint,
        kinds,
        item.metadata,
      ),
    };
  });
}

interface KnownTouchpoint {
  readonly item: Pending;
  readonly parties: readonly { readonly party: PlannedParty; readonly identifiers: RecordedParty['identifiers'] }[];
  readonly caseHandle: Handle | undefined;
  readonly ignored: readonly string[];
}

function sealRequest({ touchpoint, stream, eventId }: Pending, index: number, hub: Handle, kinds: KindRegistry): SealRequest {
  return {
    hub,
    stream,
    eventId,
    type: TOUCHPOINT_RECORDED,
    schemaVersion: TOUCHPOINT_RECORDED_VERSION,
    section: `party:${index}`,
    content: partySecrets(touchpoint, index, kinds),
  };
}

async function conflict(before: TouchpointRecorded, { touchpoint }: Pending, vault: Vault): Promise<RecordProblem> {
  const opened = await vault.open(
    before.data.parties.map((party, index) => ({
      hub: party.hub,
      sealed: party.sealed,
      stream: before.stream,
      eventId: before.id,
      type: before.type,
      schemaVersion: before.schemaVersion,
      section: `party:${index}`,
    })),
  );
  const fields = differences(before, opened as readonly Opened<PartySecrets>[], touchpoint);
  return {
    code: 'conflict',
    detail: `A touchpoint with this source and external id was recorded before with other content${fields.length > 0 ? `: ${fields.join(', ')} differ` : ''}. What was recorded stays; record a correction under an external id of its own.`,
    errors: fields.map((field) => ({ field, problem: 'differs from what was recorded' })),
    recorded: { id: before.id, position: String(before.position) },
  };
}

/** What is recorded already, in its newest shape; a problem where a newer version wrote it. */
function readRecorded(event: RecordedEvent): { readonly before?: TouchpointRecorded; readonly problem?: RecordProblem } {
  try {
    return { before: upcast(event) as TouchpointRecorded };
  } catch (error) {
    if (error instanceof UnknownEventError) return { problem: recordedByNewer(event) };
    throw error;
  }
}

function recordedByNewer({ id, position }: RecordedEvent): RecordProblem {
  return {
    code: 'conflict',
    detail:
      'A touchpoint with this source and external id was recorded by a newer version of Touchstone, which this one cannot compare with. What was recorded stays; send it to the newer version.',
    recorded: { id, position: String(position) },
  };
}

function unrecognisable(parties: readonly number[], ignored: readonly string[]): RecordProblem {
  return invalid(
    parties.map((party) => ({
      field: ignored.find((field) => field.startsWith(`parties[${party}].`)) ?? `parties[${party}]`,
      problem: 'cannot tell who this is: every identifier is a blocked value (such as noreply@ or 000000) or empty',
      remedy: 'Give an identifier of the person, or name and address.',
    })),
  );
}
