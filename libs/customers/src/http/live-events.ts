import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CustomerSources } from '../customer-sources.js';
import { type ResolvedCustomer, resolveCustomer } from '../resolve-customer.js';
import { itemsRecordedAfter } from '../timeline/recorded-after.js';
import type { CustomerFeeds } from './customer-feeds.js';

/** Keeps proxies and the idle time-out from cutting a quiet stream. */
const KEEP_ALIVE_MS = 20_000;
/** Shortest time between two reads of the views by one stream: they may commit many times a second. */
const LOOK_EVERY_MS = 250;
/** Most items told one by one; where more came at once, the reader is told to read again. */
const MOST_ITEMS = 50;

/**
 * Streams a customer's new timeline items as they reach the views, until the caller goes or the server stops. A slow
 * reader misses items rather than having them queued: it gets `identity`, which means read again.
 */
export async function sendLiveEvents(
  sources: CustomerSources,
  feeds: CustomerFeeds,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  let position = await sources.customers.position();
  let known = await resolveCustomer(sources.identity, id, {});
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  } as Record<string, string>);
  const send = (event: string, data: unknown): void => {
    raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  raw.write(': listening\n\n');

  let identityMayHaveChanged = false;
  let looking: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const now = await sources.customers.position();
    if (identityMayHaveChanged) {
      identityMayHaveChanged = false;
      const before = known;
      known = await resolveCustomer(sources.identity, before.id, {});
      if (!isSame(before, known)) send('identity', { customer: known.id });
    }
    const items = await itemsRecordedAfter(sources, known.id, position, MOST_ITEMS + 1);
    position = now;
    if (items.length > MOST_ITEMS || raw.writableNeedDrain) send('identity', { customer: known.id });
    else for (const item of items) send('touchpoint', item);
  };
  const stopListening = feeds.onChange(({ identityOf }) => {
    if (identityOf?.has(known.id) ?? true) identityMayHaveChanged = true;
    looking ??= setTimeout(() => {
      look()
        .catch((error: unknown) => {
          request.log.warn({ err: error }, 'a live stream was ended');
          raw.end();
        })
        .finally(() => {
          looking = undefined;
        });
    }, LOOK_EVERY_MS);
  });
  const keepAlive = setInterval(() => raw.write(': still here\n\n'), KEEP_ALIVE_MS);
  const stop = (): void => {
    raw.end();
  };
  feeds.stopping.addEventListener('abort', stop, { once: true });
  raw.on('close', () => {
    clearInterval(keepAlive);
    clearTimeout(looking);
    stopListening();
    feeds.stopping.removeEventListener('abort', stop);
  });
}

function isSame(a: ResolvedCustomer, b: ResolvedCustomer): boolean {
  return (
    a.id === b.id && a.members.length === b.members.length && a.members.every(({ handle }, i) => handle === b.members[i]?.handle)
  );
}
