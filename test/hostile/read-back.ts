import type { CustomerCard, LookedUp, TimelineItem, TimelinePage } from '#customers';
import type { TestServer } from '../e2e/server.js';
import { eachOf } from './each-of.js';

const AT_ONCE = 8;
/** Of so many, one is read in the ways that take longer, too. */
const THOROUGHLY = 10;

/** A touchpoint that was accepted, and an e-mail address that nobody else took part with. */
export interface AcceptedTouchpoint {
  readonly id: string;
  readonly witness: string;
  /** For messages. */
  readonly name: string;
}

/** Reads each touchpoint in every way there is. Answers what went wrong: an answer that is none, or where it is not found. */
export async function readBack(server: TestServer, accepted: readonly AcceptedTouchpoint[]): Promise<string[]> {
  const faults: string[] = [];
  await eachOf(accepted, AT_ONCE, async (touchpoint, index) => {
    const reader = new Reader(server, touchpoint, (fault) => faults.push(`${touchpoint.name}: ${fault}`));
    await reader.read(index % THOROUGHLY === 0);
  });
  return faults;
}

class Reader {
  constructor(
    private readonly server: TestServer,
    private readonly touchpoint: AcceptedTouchpoint,
    private readonly fault: (what: string) => void,
  ) {}

  async read(thoroughly: boolean): Promise<void> {
    const { witness } = this.touchpoint;
    const found = await this.ask<LookedUp>(`/customers?q=${encodeURIComponent(witness)}&open=true`);
    const item = found?.opened && this.itemOn(found.opened.timeline, 'the search');
    if (!found?.opened) this.fault('is not found by its witness');
    if (!item) return;
    const other = item.otherParties[0]?.customer ?? found?.opened?.card.id ?? '';
    const card = await this.ask<CustomerCard>(`/customers/${other}`);
    await this.ask(`/customers/${other}?asOf=${daysFrom(item, 2)}`);
    await this.ask(`/customers/${other}/identity`);
    const [a, b] = card?.identifiers ?? [];
    if (a && b) await this.ask(`/customers/${other}/why?a=${a.handle}&b=${b.handle}`);
    const filters = filtersOf(item);
    await this.isOn(other, Object.values(filters).join('&'));
    await this.isOn(
      found?.opened?.card.id ?? '',
      `text=${encodeURIComponent((item.subject ?? item.content ?? '').slice(0, 60))}`,
    );
    if (!thoroughly) return;
    for (const filter of Object.values(filters)) await this.isOn(other, filter);
    await this.ask(`/customers?q=${encodeURIComponent(a?.value.slice(0, 300) ?? 'nobody')}`);
    await this.ask(`/customers?q=${encodeURIComponent(card?.name?.slice(0, 300) ?? 'nobody')}`);
    await this.ask(`/customers/${other}?knownAt=${item.recordedAt}`);
    await this.listens(other);
  }

  /** A filter that fits finds it, however much else there is. */
  private async isOn(customer: string, filter: string): Promise<void> {
    const page = await this.ask<TimelinePage>(`/customers/${customer}/timeline?limit=200&${filter}`);
    // Where a hostile value made one customer of many, it may stand on a later page.
    if (page && page.next === undefined) this.itemOn(page, filter);
  }

  private itemOn({ items }: TimelinePage, where: string) {
    const item = items.find(({ id }) => id === this.touchpoint.id);
    if (!item) this.fault(`is not on the timeline by ${where}`);
    if (item?.unreadable) this.fault('cannot be shown');
    return item;
  }

  /** Live events are a stream without an end. */
  private async listens(customer: string): Promise<void> {
    const stop = new AbortController();
    const { status } = await fetch(`${this.server.url}/api/v1/customers/${customer}/events`, {
      headers: { authorization: `Bearer ${this.server.token}` },
      signal: stop.signal,
    });
    stop.abort();
    if (status !== 200) this.fault(`events answer ${status}`);
  }

  private async ask<Body>(path: string): Promise<Body | undefined> {
    const { status, body } = await this.server.call<Body>('GET', path);
    if (status === 200) return body;
    this.fault(`${path} answers ${status} ${JSON.stringify(body)}`);
    return undefined;
  }
}

/** Each filter of the timeline, as it fits the item. */
function filtersOf(item: TimelineItem): Readonly<Record<string, string>> {
  const codes = (['channel', 'kind', 'department', 'direction', 'role'] as const).flatMap((name) =>
    // Values of a list are divided by commas and cut of blanks.
    item[name].includes(',') || item[name].trim() !== item[name] ? [] : [[name, `${name}=${encodeURIComponent(item[name])}`]],
  );
  return {
    ...Object.fromEntries(codes.filter(([name]) => name !== 'role')),
    from: `from=${daysFrom(item, -2)}`,
    to: `to=${daysFrom(item, 2)}`,
  };
}

/** A day before or after it, wherever on earth it happened. */
function daysFrom(item: TimelineItem, days: number): string {
  return new Date(Date.parse(item.occurredAt) + days * 86_400_000).toISOString().slice(0, 10);
}
