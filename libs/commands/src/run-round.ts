import { AppendTooLargeError, ConcurrencyError } from '#event-store';
import { HubErasedError } from '#vault';
import { decideItem } from './decide-item.js';
import { type CommandPorts, failed, type Item, type Result } from './item.js';
import { loadStreams } from './load-streams.js';
import { makeEvents, type Ready, type ToRecord } from './make-events.js';
import { refused } from './outcome.js';

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
  const due: ToRecord[] = [];
  for (const item of items) {
    const before = streams.get(item.stream) ?? [];
    const decision = await decideItem(item, before, ports).catch((error: unknown) => ({ do: 'fail', error }) as const);
    if (decision.do === 'fail') settle(item, failed(decision.error));
    else if (decision.do === 'refuse') settle(item, refused(decision.problem));
    else if (decision.do === 'duplicate') {
      if (decision.settles !== undefined) await ports.quarantine.remove(decision.settles);
      settle(item, { status: 'duplicate', id: decision.event.id, position: String(decision.event.position) });
    } else due.push({ item, draft: decision.draft, settles: decision.settles, expected: before.at(-1)?.revision ?? 'none' });
  }
  if (due.length === 0) return [];
  const events = await ports.vault
    .transaction((vault) => makeEvents(due, vault, settle))
    .catch((error: unknown) => {
      // A person was erased between the handles and the seal: their identifiers get new handles when it is decided again.
      if (error instanceof HubErasedError) return undefined;
      throw error;
    });
  return events ? appendAll(events, ports, settle) : due.map(({ item }) => item);
}

async function appendAll(
  events: readonly Ready[],
  { store, quarantine }: CommandPorts,
  settle: (item: Item, result: Result) => void,
): Promise<Item[]> {
  const overtaken: Item[] = [];
  // Each is waited for, also where another one fails: what is tried again must not be on its way still.
  const appended = await Promise.allSettled(
    events.map(async ({ due: { item, expected, settles }, event, extra }) => {
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
  for (const each of appended) if (each.status === 'rejected') throw each.reason;
  return overtaken;
}
