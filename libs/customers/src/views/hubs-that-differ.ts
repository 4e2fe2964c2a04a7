import type { Announcement, Row, ViewReader } from '#views';

const PAGE = 500;
/** Announcements that what is kept of a hub changed; the key is the hub. */
export const HUBS_TOPIC = 'hubs';

/** What is announced when the rows of a hub changed. Names the hub only: the reader looks up which customer it belongs to. */
export function hubChanged(hub: string): Announcement {
  return { topic: HUBS_TOPIC, key: hub, message: {} };
}

interface Figures extends Row {
  readonly hub: string;
}

/**
 * What subscribers must hear when the edition `after` takes the place of `before`: the hubs whose figures or open cases
 * are not the same. Both are at the same position.
 */
export async function* hubsThatDiffer(before: ViewReader, after: ViewReader): AsyncGenerator<Announcement> {
  for (let last = ''; ;) {
    const is = await figures(after, last);
    const end = is.at(-1)?.hub;
    if (end === undefined) return;
    const was = new Map((await figures(before, last)).map((row) => [row.hub, text(row)]));
    const [opened, opening] = [await openCases(before, last, end), await openCases(after, last, end)];
    const announced: Announcement[] = [];
    for (const row of is)
      if (was.get(row.hub) !== text(row) || opened.get(row.hub) !== opening.get(row.hub)) announced.push(hubChanged(row.hub));
    yield* announced;
    last = end;
  }
}

function figures(reader: ViewReader, after: string): Promise<Figures[]> {
  return reader.all<Figures>(`SELECT * FROM figures WHERE hub > ? ORDER BY hub LIMIT ${PAGE}`, [after]);
}

async function openCases(reader: ViewReader, after: string, upTo: string): Promise<Map<string, number>> {
  const rows = await reader.all<{ hub: string; open: number }>(
    "SELECT hub, COUNT(*) AS open FROM cases WHERE hub > ? AND hub <= ? AND status <> 'closed' GROUP BY hub",
    [after, upTo],
  );
  return new Map(rows.map(({ hub, open }) => [hub, open]));
}

/** Editions of other code may have other columns, or the same in another order. */
function text(row: Figures): string {
  return JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
