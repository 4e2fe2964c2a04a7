import type { Announcement, Row, ViewReader } from '#views';
import { CUSTOMERS_TOPIC, IDENTITY_TOPIC, type IdentityMessage } from './identity-message.js';

const PAGE = 1000;

interface Owned extends Row {
  readonly handle: string;
  readonly customer: string;
}

/**
 * What subscribers must hear when the edition `after` takes the place of `before`: every identifier that belongs to
 * another customer now, and every customer concerned. Both editions are at the same position, so they know the same
 * identifiers, but for those of events that only one of them could read. One move may be told in several messages, each naming other identifiers.
 */
export async function* customersThatDiffer(before: ViewReader, after: ViewReader): AsyncGenerator<Announcement> {
  const position = String(await after.position());
  for (let last = ''; ;) {
    const is = await page(after, last);
    const end = is.at(-1)?.handle;
    if (end === undefined) return;
    const was = await between(before, last, end);
    const formerly = new Map(was.map(({ handle, customer }) => [handle, customer]));
    const moves = new Map<string, { from: string; to: string; handles: string[] }>();
    for (const { handle, customer: to } of is) {
      const from = formerly.get(handle);
      if (from === undefined || from === to) continue;
      const known = moves.get(`${from} ${to}`);
      if (known) known.handles.push(handle);
      else moves.set(`${from} ${to}`, { from, to, handles: [handle] });
    }
    yield* announced([...moves.values()], before, after, position);
    last = end;
  }
}

const OWNED = 'SELECT n.handle, c.customer FROM nodes n JOIN clusters c ON c.root = n.cluster';

function page(reader: ViewReader, after: string): Promise<Owned[]> {
  return reader.all<Owned>(`${OWNED} WHERE n.handle > ? ORDER BY n.handle LIMIT ${PAGE}`, [after]);
}

function between(reader: ViewReader, after: string, upTo: string): Promise<Owned[]> {
  return reader.all<Owned>(`${OWNED} WHERE n.handle > ? AND n.handle <= ?`, [after, upTo]);
}

async function* announced(
  moves: readonly { readonly from: string; readonly to: string; readonly handles: readonly string[] }[],
  before: ViewReader,
  after: ViewReader,
  position: string,
): AsyncGenerator<Announcement> {
  const still = await customersAmong(
    after,
    moves.map(({ from }) => from),
  );
  const already = await customersAmong(
    before,
    moves.map(({ to }) => to),
  );
  for (const { from, to, handles } of moves) {
    const message: IdentityMessage = { type: typeOf(still.has(from), already.has(to)), from, to, handles, position };
    yield { topic: IDENTITY_TOPIC, key: to, message };
  }
  for (const customer of new Set(moves.flatMap(({ from, to }) => [from, to])))
    yield { topic: CUSTOMERS_TOPIC, key: customer, message: {} };
}

function typeOf(fromIsStill: boolean, toWasAlready: boolean): 'merged' | 'split' | 'renamed' | 'moved' {
  if (fromIsStill) return toWasAlready ? 'moved' : 'split';
  return toWasAlready ? 'merged' : 'renamed';
}

async function customersAmong(reader: ViewReader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const distinct = [...new Set(ids)];
  for (let start = 0; start < distinct.length; start += PAGE / 2) {
    const chunk = distinct.slice(start, start + PAGE / 2);
    const rows = await reader.all<{ customer: string }>(
      `SELECT customer FROM clusters WHERE customer IN (${chunk.map(() => '?').join(', ')})`,
      chunk,
    );
    for (const { customer } of rows) found.add(customer);
  }
  return found;
}
