/**
 * One call for the requests of many items: `ask` gets the requests of all items in one list, and each item its own part of
 * the answers, in the order asked for. Asks nothing where there are no requests.
 */
export async function inBulk<Item, Request, Answer>(
  items: readonly Item[],
  requestsOf: (item: Item) => readonly Request[],
  ask: (requests: readonly Request[]) => Promise<readonly Answer[]>,
): Promise<(readonly Answer[])[]> {
  const requests = items.map(requestsOf);
  const all: Request[] = [];
  for (const each of requests) for (const request of each) all.push(request);
  const answers = all.length > 0 ? await ask(all) : [];
  let end = 0;
  return requests.map(({ length }) => answers.slice(end, (end += length)));
}
