import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../e2e/server.js';

/** A touchpoint of somebody; `n` names it. */
export function touchpoint(n: number | string, identifiers: readonly [type: string, value: string][], more: object = {}): object {
  return {
    source: 'load',
    externalId: `t-${n}`,
    occurredAt: '2026-05-01T10:00:00Z',
    kind: 'call',
    channel: 'phone',
    direction: 'inbound',
    department: 'service',
    parties: [{ role: 'caller', identifiers: identifiers.map(([type, value]) => ({ type, value })) }],
    ...more,
  };
}

/** Sends touchpoints as one batch until each of them is in the ledger. */
export async function recordAll(ledger: TestServer, touchpoints: readonly object[], withinMs = 60_000): Promise<void> {
  const body = touchpoints.map((each) => JSON.stringify(each)).join('\n');
  let said: unknown;
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
    const answer = await ledger
      .call<string>('POST', '/touchpoints/batch', body, { 'content-type': 'application/x-ndjson' })
      .catch((error: unknown) => ({ status: 0, body: String(error) }));
    const lines =
      answer.status === 200
        ? answer.body
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as { status: string })
        : [];
    if (lines.length === touchpoints.length && lines.every(({ status }) => status === 'accepted' || status === 'duplicate'))
      return;
    said = answer.status === 200 ? lines.find(({ status }) => status !== 'accepted') : answer;
  }
  throw new Error(`The batch was not recorded in time: ${JSON.stringify(said)}`);
}

/** Asks until the answer is as wanted; fails with the last one where it is not in time. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, withinMs = 20_000): Promise<T> {
  let last: T | undefined;
  let failure: Error | undefined;
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
    try {
      last = await ask();
      failure = undefined;
      if (wanted(last)) return last;
    } catch (error) {
      failure = error instanceof Error ? error : new Error('It threw no error.');
    }
  }
  throw new Error(`It did not become as wanted within ${withinMs} ms. Last: ${failure?.message ?? JSON.stringify(last)}`);
}

/** Waits until a relay has made its topics and published so many messages: a consumer finds no topic that is made later. */
export async function hasPublished(relay: TestServer, messages: number): Promise<void> {
  await eventually(
    async () => (await relay.call<{ checks: { relay: { published: number } } }>('GET', '/health/ready')).body.checks.relay,
    ({ published }) => published >= messages,
    30_000,
  );
}
