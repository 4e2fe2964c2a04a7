import { editDistance } from '#text';

/** The known name most like `name`: at most a third of its letters off; `undefined` where none is. Case does not count. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least - 1);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}
