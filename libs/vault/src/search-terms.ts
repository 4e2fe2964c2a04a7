/** Fewest characters of a part of an identifier that can be searched for. */
export const SHORTEST_PART = 3;

/** How a part of an identifier may stand in its normalised value, in lower case. */
export function partsToFind(text: string): string[] {
  const lower = text.toLowerCase();
  const bare = lower.replaceAll(/[^\p{L}\p{N}]/gu, '');
  const parts = new Set([bare]);
  if (/^\d+$/.test(bare)) {
    parts.add(bare.replace(/^0+/, ''));
    parts.add(lower.replace(/\(0\)/, '').replaceAll(/\D/g, '').replace(/^0+/, ''));
  } else if (!/\s/.test(lower)) {
    parts.add(lower);
  }
  return [...parts].filter((part) => Array.from(part).length >= SHORTEST_PART);
}

/** Words that may be a name: with letters, and not an e-mail address. */
export function isLikeName(text: string): boolean {
  return /\p{L}/u.test(text) && !text.includes('@');
}
