import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenStreams } from '#platform/http';
import type { ChangeFeed, QueriesOf } from '#slice/http';
import type { CustomersSlice } from '../feature.js';
import type { TimelineNews } from '../queries/timeline/timeline-news.js';

/** Keeps proxies and the idle time-out from cutting a quiet stream. */
const KEEP_ALIVE_MS = 20_000;
/** Shortest time between two reads of the views by one stream: they may commit many times a second. */
const LOOK_EVERY_MS = 250;
/** Most items told one by one; where more came at once, the reader is told to read again. */
const MOST_ITEMS = 50;

/** What live events are made of, and what ends them. */
export interface LiveSource {
  readonly queries: QueriesOf<CustomersSlice>;
  readonly feed: ChangeFeed;
  readonly streams: Pick<OpenStreams, 'add'>;
}

/**
 * Streams a customer's new timeline items as they reach the views, until the caller goes or may not come in any more, or
 * the server stops. A slow reader is skipped forward, never queued for: it gets `identity`, which means read again.
 * @throws CustomerNotFoundError before anything is sent
 */
export async function sendLiveEvents(
  { queries, feed, streams }: LiveSource,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  let known = await queries.ask('TimelineNews', { id, limit: MOST_ITEMS });
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

  const look = async (): Promise<void> => {
    const before = known;
    known = await queries.ask('TimelineNews', { id: before.customer, after: before.position, limit: MOST_ITEMS });
    const isTooMuch = known.more || raw.writableNeedDrain;
    if (isTooMuch || !isSameIdentity(before, known)) send('identity', { customer: known.customer });
    if (!isTooMuch) for (const item of known.items) send('touchpoint', item);
  };
  let looking: NodeJS.Timeout | undefined;
  let isDue = false;
  const lookSoon = (): void => {
    isDue = true;
    looking ??= setTimeout(() => {
      isDue = false;
      look()
        .catch((error: unknown) => {
          request.log.warn({ err: error }, 'a live stream was ended');
          raw.end();
        })
        .finally(() => {
          looking = undefined;
          if (isDue && !raw.closed) lookSoon();
        });
    }, LOOK_EVERY_MS);
  };
  const stopListening = feed.onChange(lookSoon);
  const keepAlive = setInterval(() => raw.write(': still here\n\n'), KEEP_ALIVE_MS);
  const stop = (): void => {
    raw.end();
  };
  feed.stopping.addEventListener('abort', stop, { once: true });
  const forget = streams.add(request, stop);
  raw.on('close', () => {
    clearInterval(keepAlive);
    clearTimeout(looking);
    stopListening();
    forget();
    feed.stopping.removeEventListener('abort', stop);
  });
}

function isSameIdentity(a: TimelineNews, b: TimelineNews): boolean {
  const handles = new Set(a.handles);
  return a.customer === b.customer && handles.size === b.handles.length && b.handles.every((handle) => handles.has(handle));
}
