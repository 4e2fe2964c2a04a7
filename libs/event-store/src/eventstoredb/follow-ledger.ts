import { setTimeout as sleep } from 'node:timers/promises';
import { type Position, START } from '#events';
import type { EventBatch } from '../event-store.js';
import type { CurrentClient } from './current-client.js';
import { cursorAfter, type LedgerReader, type Page } from './ledger-reader.js';
import { backOff } from './persist.js';
import type { RecentPages } from './recent-pages.js';
import { failureOf, unknownPlace } from './server-failures.js';
import { waitForNews } from './wait-for-news.js';

export interface LedgerLog {
  warn(fields: object, message: string): void;
}

export interface FollowOptions {
  readonly clients: CurrentClient;
  readonly pages: RecentPages;
  readonly reader: LedgerReader;
  /**
   * Milliseconds after which a ledger that ends before the last event that was read counts as restored from an older backup.
   */
  readonly patience: number;
  readonly hosts: string;
  /** Milliseconds without an event after which a subscription is made anew. */
  readonly silence: number;
  readonly log: LedgerLog;
}

/**
 * Every event after `after`, read in pages; after an empty page, a subscription signals when to read on. Events come from
 * pages only, so whatever the subscription does (ends, breaks, repeats, stalls), no event is missed or given twice. An
 * unreachable server is retried without limit; any other failure ends the iteration.
 *
 * Asked for events after a position that it does not have yet, a server returns none and reports no error: a reader of a
 * ledger that was restored from an older backup would miss what is appended next. So before a subscription begins, and
 * whenever it was lost, the ledger's newest event must not lie before the last one that was read. A newly elected leader, or
 * one that does not know yet that it was replaced, may be behind for some seconds: only a server that stays behind counts as
 * restored.
 * @throws StoreUnavailableError `damaged` for an older ledger
 */
export async function* followLedger(
  options: FollowOptions,
  after: Position,
  batchSize: number,
  signal: AbortSignal,
): AsyncGenerator<EventBatch, void, void> {
  const { pages, reader, patience, silence, hosts, log } = options;
  let cursor = cursorAfter(after);
  let last = after;
  let isKnownToGoOn = last === START;
  let behindSince: number | undefined;
  let failures = 0;
  let heard: Awaited<ReturnType<typeof waitForNews>> = 'news';
  for (;;) {
    signal.throwIfAborted();
    let page: Page;
    try {
      page = await pages.page(cursor, batchSize, signal);
      if (page.events.length > 0) {
        if (heard === 'silence') {
          log.warn(
            { hosts, silence },
            'A subscription to EventStoreDB had fallen silent while the ledger went on; it was made anew.',
          );
        }
        cursor = page.cursor;
        last = page.events.at(-1)?.position ?? last;
        heard = 'news';
        failures = 0;
        yield { events: page.events, caughtUp: page.atEnd };
        signal.throwIfAborted();
      }
      cursor = page.cursor;
      // While events keep coming, reading the next page is cheaper than a subscription.
      if (!page.atEnd || page.events.length > 0) continue;
      if (!isKnownToGoOn) {
        isKnownToGoOn = (await reader.head(signal)) >= last;
        behindSince = isKnownToGoOn ? undefined : (behindSince ?? performance.now());
      }
      if (behindSince !== undefined) {
        if (performance.now() - behindSince >= patience) throw unknownPlace(hosts);
        failures += 1;
        log.warn(
          { hosts, last: String(last) },
          'The ledger on EventStoreDB ends before the last event that was read; asking again.',
        );
        await sleep(backOff(failures), undefined, { signal });
        continue;
      }
      heard = await subscribed(options, cursor, signal);
      isKnownToGoOn = heard === 'news';
      if (heard === 'ended') await sleep(backOff((failures += 1)), undefined, { signal });
      else failures = 0;
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error);
      if (failure !== 'broken' && failure !== 'busy') throw error;
      failures += 1;
      isKnownToGoOn = false;
      behindSince = undefined;
      log.warn({ hosts, failures }, 'EventStoreDB cannot be followed just now; trying again.');
      await sleep(backOff(failures), undefined, { signal });
    }
  }
}

async function subscribed(
  { clients, silence }: FollowOptions,
  cursor: Page['cursor'],
  signal: AbortSignal,
): ReturnType<typeof waitForNews> {
  const client = await clients.get();
  try {
    return await waitForNews(client, cursor, { silence, signal });
  } catch (error) {
    if (failureOf(error) === 'broken') await clients.renew(client);
    throw error;
  }
}
