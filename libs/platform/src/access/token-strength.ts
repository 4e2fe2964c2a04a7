const SHORTEST = 24;
const FEWEST_DISTINCT = 8;

/** What makes a token easy to guess, as the end of a sentence that begins with its name; `undefined` where nothing does. */
export function weaknessOf(token: string): string | undefined {
  if (!/^[\x21-\x7e]*$/.test(token)) return 'must consist of printable ASCII characters without spaces';
  if (token.length < SHORTEST) return `must have at least ${SHORTEST} characters`;
  if (new Set(token).size < FEWEST_DISTINCT || isRepetition(token))
    return 'must not consist of few characters, or of one pattern again and again: that is easy to guess. Make one with: openssl rand -base64 32';
  return undefined;
}

/** Whether a text is a shorter one again and again, the last time perhaps in part. */
function isRepetition(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++) if (text.startsWith(text.slice(length))) return true;
  return false;
}
