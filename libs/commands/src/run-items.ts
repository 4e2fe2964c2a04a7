import { StoreUnavailableError } from '#event-store';
import { VaultUnavailableError } from '#vault';
import type { CommandPorts, Item, Result } from './item.js';
import { runRound } from './run-round.js';

/**
 * Carries out items: one result each, in order. Each stands alone; one that is refused or fails does not disturb the others.
 * The same thing from any number of callers at once is recorded once.
 * @throws StoreUnavailableError VaultUnavailableError, for all of them
 */
export async function runItems(items: readonly Item[], ports: CommandPorts): Promise<readonly Result[]> {
  const results = new Map<Item, Result>();
  let pending = items;
  // A stream that two items name, or that somebody else appended to meanwhile, takes another round.
  while (pending.length > 0) {
    const [now, later] = byDistinctStreams(pending);
    pending = [...(await settleRound(now, ports, results)), ...later];
  }
  return items.map((item) => results.get(item) ?? { status: 'failed', error: new Error('The item has no result.') });
}

function byDistinctStreams(items: readonly Item[]): readonly [now: Item[], later: Item[]] {
  const streams = new Set<string>();
  const [now, later]: [Item[], Item[]] = [[], []];
  for (const item of items) {
    (streams.has(item.stream) ? later : now).push(item);
    streams.add(item.stream);
  }
  return [now, later];
}

/** Where one of several makes the round fail, each is tried alone, so that only that one fails. */
async function settleRound(items: readonly Item[], ports: CommandPorts, results: Map<Item, Result>): Promise<readonly Item[]> {
  try {
    return await runRound(items, ports, (item, result) => void results.set(item, result));
  } catch (error) {
    if (error instanceof StoreUnavailableError || error instanceof VaultUnavailableError) throw error;
    const [only, another] = items;
    if (only && !another) {
      results.set(only, { status: 'failed', error });
      return [];
    }
    const overtaken: Item[] = [];
    for (const item of items) {
      if (results.get(item)?.status === 'accepted') continue;
      overtaken.push(...(await settleRound([item], ports, results)));
    }
    return overtaken;
  }
}
