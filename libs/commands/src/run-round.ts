import { AppendTooLargeError, ConcurrencyError, type EventStore } from '#event-store';
import {
  type EventMetadata,
  type LedgerEvent,
  type NewEvent,
  type RecordedEvent,
  sealedSections,
  UnknownEventError,
  upcast,
} from '#events';
import { HubErasedError, type Quarantine, type Vault, type VaultUnit } from '#vault';
import { inBulk } from './bulk.js';
import type { CommandDefinition } from './command.js';
import type { Composition, Decision, Draft } from './decision.js';
import { loadStreams } from './load-streams.js';
import { type CommandProblem, type Outcome, refused } from './outcome.js';

export interface CommandPorts {
  readonly store: Pick<EventStore, 'append' | 'readLast' | 'readStream'>;
  readonly vault: Vault;
  readonly quarantine: Quarantine;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A valid command that somebody wants carried out. */
export interface Item {
  readonly command: CommandDefinition;
  readonly input: object;
  readonly metadata: EventMetadata;
  readonly stream: string;
  readonly eventId: string;
  readonly fingerprint: string;
}

/** What came of an item; `failed` where its own code threw. */
export type Result = Outcome | { readonly status: 'failed'; readonly error: unknown };

/** An item that is to be recorded. */
interface Recording {
  readonly item: Item;
  readonly draft: Draft<unknown>;
  readonly settles: string | undefined;
  readonly expected: number | 'none';
}

/**
 * Carries out items of distinct streams: reads their streams, decides, makes what the vault has to make in three calls and
 * one commit, appends. Tells each item's result to `settle`; returns those that somebody else overtook and that have to be
 * decided again. What is settled as accepted is durable.
 * @throws StoreUnavailableError VaultUnavailableError; what was settled before stays as it is
 */
export async function runRound(
  items: readonly Item[],
  ports: CommandPorts,
  settle: (item: Item, result: Result) => void,
): Promise<readonly Item[]> {
  const streams = await loadStreams(
    ports.store,
    items.map(({ stream }) => stream),
  );
  const recordings: Recording[] = [];
  for (const item of items) {
    const before = streams.get(item.stream) ?? [];
    const decision = await decide(item, before, ports).catch((error: unknown) => ({ do: 'fail', error }) as const);
    if (decision.do === 'fail') settle(item, failed(decision.error));
    else if (decision.do === 'refuse') settle(item, refused(decision.problem));
    else if (decision.do === 'duplicate') {
      if (decision.settles !== undefined) await ports.quarantine.remove(decision.settles);
      settle(item, { status: 'duplicate', id: decision.event.id, position: String(decision.event.position) });
    } else
      recordings.push({ item, draft: decision.draft, settles: decision.settles, expected: before.at(-1)?.revision ?? 'none' });
  }
  if (recordings.length === 0) return [];
  const events = await ports.vault
    .transaction((vault) => makeEvents(recordings, vault, settle))
    .catch((error: unknown) => {
      // A person was erased between the handles and the seal: their identifiers get new handles when it is decided again.
      if (error instanceof HubErasedError) return undefined;
      throw error;
    });
  return events ? appendAll(events, ports, settle) : recordings.map(({ item }) => item);
}

type Decided = Extract<Decision, { do: 'duplicate' | 'refuse' | 'record' }>;

/** The decision on an item, once everything that it asked for was answered. */
async function decide(item: Item, before: readonly RecordedEvent[], { vault, quarantine, now }: CommandPorts): Promise<Decided> {
  const known = upcastAll(before);
  if (!known) return { do: 'refuse', problem: recordedByNewer(before) };
  const { command, input, fingerprint } = item;
  const state = known.reduce((folded: unknown, event) => command.evolve(folded, event), command.initial);
  let decision: Decision = command.decide(state, input, { now: now(), fingerprint });
  for (;;) {
    switch (decision.do) {
      case 'ask-identifiers': {
        const { identifiers } = await vault.reveal(decision.handles);
        decision = decision.next(new Set(identifiers.map(({ handle }) => handle)));
        break;
      }
      case 'ask-sections':
        decision = decision.next(await vault.open(sealedSections(decision.of)));
        break;
      case 'ask-quarantined':
        decision = decision.next(await quarantine.get(decision.id));
        break;
      default:
        return decision;
    }
  }
}

/** `undefined` where a newer version wrote one of them. */
function upcastAll(events: readonly RecordedEvent[]): LedgerEvent[] | undefined {
  try {
    return events.map((event) => upcast(event));
  } catch (error) {
    if (error instanceof UnknownEventError) return undefined;
    throw error;
  }
}

function recordedByNewer(before: readonly RecordedEvent[]): CommandProblem {
  const last = before.at(-1);
  return {
    code: 'conflict',
    detail:
      'The same was recorded by a newer version of Touchstone, which this one cannot compare with. What was recorded stays; send it to the newer version.',
    ...(last ? { recorded: { id: last.id, position: String(last.position) } } : {}),
  };
}

/** An event that is ready to be appended. */
interface Ready extends Recording {
  readonly event: NewEvent;
  readonly extra: object;
}

interface Composed extends Recording {
  readonly composition: Composition<unknown>;
}

/** Handles, profiles and sealed sections of all recordings: three calls of the vault, whatever their number. */
async function makeEvents(
  recordings: readonly Recording[],
  vault: VaultUnit,
  settle: (item: Item, result: Result) => void,
): Promise<Ready[]> {
  const handles = await inBulk(
    recordings,
    ({ draft }) => draft.identifiers,
    (identifiers) => vault.handles(identifiers),
  );
  const composed = recordings.flatMap((recording, index): Composed[] => {
    try {
      const composition = recording.draft.compose(handles[index] ?? []);
      if (!('code' in composition)) return [{ ...recording, composition }];
      settle(recording.item, refused(composition));
    } catch (error) {
      settle(recording.item, failed(error));
    }
    return [];
  });
  const profiles = await inBulk(
    composed,
    ({ composition }) => composition.profiles,
    (stated) => vault.profiles(stated),
  );
  const sealed = await inBulk(
    composed,
    ({ item: { stream, eventId }, draft: { event }, composition }) =>
      composition.sections.map((section) => ({ ...section, stream, eventId, type: event.type, schemaVersion: event.version })),
    (requests) => vault.seal(requests),
  );
  return composed.map((each, index): Ready => {
    const { item, draft, composition } = each;
    const data = composition.data(profiles[index] ?? [], sealed[index] ?? []);
    refuseForgottenSections(draft, composition, data);
    const { type, version: schemaVersion } = draft.event;
    return {
      ...each,
      event: { id: item.eventId, type, schemaVersion, data, metadata: item.metadata },
      extra: composition.extra,
    };
  });
}

/** A section that its event's declaration does not name would be missed by copies, checks and erasure. */
function refuseForgottenSections({ event }: Draft<unknown>, { sections }: Composition<unknown>, data: unknown): void {
  const declared = event.sealed(data);
  const same =
    declared.length === sections.length &&
    declared.every(({ section, hub }, index) => sections[index]?.section === section && sections[index].hub === hub);
  if (!same) throw new Error(`What is sealed for ${event.type} is not what the declaration of ${event.type} says.`);
}

async function appendAll(
  events: readonly Ready[],
  { store, quarantine }: CommandPorts,
  settle: (item: Item, result: Result) => void,
): Promise<Item[]> {
  const overtaken: Item[] = [];
  await Promise.all(
    events.map(async ({ item, event, extra, expected, settles }) => {
      try {
        const { last } = await store.append(item.stream, [event], expected);
        if (settles !== undefined) await quarantine.remove(settles);
        settle(item, { ...extra, status: 'accepted', id: event.id, position: String(last) });
      } catch (error) {
        // The server alone knows its limit, so the vault has the identifiers by now: docs/decisions/0029-read-before-append.md
        if (error instanceof AppendTooLargeError)
          settle(item, refused(item.command.tooLarge?.(item.input, error.limit) ?? { code: error.code, detail: error.message }));
        else if (error instanceof ConcurrencyError) overtaken.push(item);
        else throw error;
      }
    }),
  );
  return overtaken;
}

function failed(error: unknown): Result {
  return { status: 'failed', error };
}
