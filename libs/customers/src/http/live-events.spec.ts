import fastify from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { asCustomerId, asHandle } from '#events';
import type { QueriesOf } from '#slice/http';
import type { CustomersSlice } from '../feature.js';
import type { NewsQuestion, TimelineNews } from '../queries/timeline/timeline-news.js';
import type { TimelineItem } from '../queries/timeline/timeline-page.js';
import { sendLiveEvents } from './live-events.js';

const ADA = asCustomerId('ada');

const news = (position: number, ids: readonly string[] = [], more: Partial<TimelineNews> = {}): TimelineNews => ({
  customer: ADA,
  handles: [asHandle('ada')],
  position: String(position),
  items: ids.map((id) => ({ id }) as TimelineItem),
  more: false,
  ...more,
});

/** What one look finds; a function may change the views (`change`) while the look is under way. */
type Look = TimelineNews | ((change: () => void) => TimelineNews);

/** Streams while each of these is found by one look after another. The views change before each, unless they did during the last. */
async function streamed(begin: TimelineNews, ...looks: readonly Look[]) {
  const asked: NewsQuestion[] = [];
  const answers = [begin, ...looks];
  const listeners = new Set<() => void>();
  let hasChanged = false;
  const change = (): void => {
    hasChanged = true;
    for (const tell of listeners) tell();
  };
  const stopping = new AbortController();
  const queries = {
    ask: async (_name: string, question: NewsQuestion) => {
      const answer = answers[asked.length];
      asked.push(question);
      if (!answer) throw new Error('nobody expected this look');
      return typeof answer === 'function' ? answer(change) : answer;
    },
  } as unknown as QueriesOf<CustomersSlice>;
  const feed = {
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stopping: stopping.signal,
  };
  const app = fastify();
  app.get('/events', (request, reply) =>
    sendLiveEvents({ queries, feed, streams: { add: () => () => undefined } }, 'ada', request, reply),
  );
  const answered = app.inject('/events');
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await sleep(10);
  };
  await until(() => listeners.size === 1);
  for (let look = 1; look <= looks.length; look++) {
    if (!hasChanged) change();
    hasChanged = false;
    await until(() => asked.length > look);
  }
  await sleep(10);
  stopping.abort();
  const { statusCode, headers, body } = await answered;
  await app.close();
  const events = [...body.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => [name, JSON.parse(data ?? '')]);
  return { statusCode, headers, events, asked, listening: listeners.size };
}

describe('live events of a customer', () => {
  it('are its new items, from where the stream began, until the server stops', async () => {
    const { statusCode, headers, events, asked, listening } = await streamed(news(1), news(2, ['a', 'b']), news(3, ['c']));
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toContain('text/event-stream');
    expect(events).toEqual([
      ['touchpoint', { id: 'a' }],
      ['touchpoint', { id: 'b' }],
      ['touchpoint', { id: 'c' }],
    ]);
    expect(asked.map(({ id, after }) => [id, after])).toEqual([
      ['ada', undefined],
      [ADA, '1'],
      [ADA, '2'],
    ]);
    expect(listening).toBe(0);
  });

  it('tell once to read again where the identity changed, beside what is new', async () => {
    const handles = [asHandle('ada'), asHandle('phone')];
    const { events } = await streamed(news(1), news(2, ['a'], { handles }), news(3, [], { handles: handles.toReversed() }));
    expect(events).toEqual([
      ['identity', { customer: ADA }],
      ['touchpoint', { id: 'a' }],
    ]);
  });

  it('tell to read again where more came than is told one by one', async () => {
    expect((await streamed(news(1), news(2, ['a'], { more: true }))).events).toEqual([['identity', { customer: ADA }]]);
  });

  it('hold what came while the one before was looked for', async () => {
    const during = (change: () => void): TimelineNews => {
      change();
      return news(2);
    };
    expect((await streamed(news(1), during, news(3, ['late']))).events).toEqual([['touchpoint', { id: 'late' }]]);
  });
});
