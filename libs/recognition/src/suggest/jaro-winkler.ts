/** Jaro-Winkler similarity, 0 to 1: Winkler, "String Comparator Metrics and Enhanced Decision Rules" (1990), prefix scale 0.1. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  if (a === '' || b === '') return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = Array.from({ length: b.length }, () => false);
  const matchedA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j++) {
      if (taken[j] || a[i] !== b[j]) continue;
      taken[j] = true;
      matchedA.push(a[i] ?? '');
      break;
    }
  }
  if (matchedA.length === 0) return 0;
  const matchedB = Array.from(b).filter((_, j) => taken[j]);
  const transposed = matchedA.filter((letter, i) => letter !== matchedB[i]).length / 2;
  const m = matchedA.length;
  const jaro = (m / a.length + m / b.length + (m - transposed) / m) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}
