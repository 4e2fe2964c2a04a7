const WORDS: Readonly<Record<string, string>> = {
  email: 'E-mail',
  sms: 'SMS',
  crm: 'CRM',
  inbound: 'From customer',
  outbound: 'To customer',
  internal: 'Internal',
  'national-id': 'National ID',
  'case-ref': 'Case reference',
  'name-address': 'Name and address',
  'social-post': 'Social post',
};

/** A code of the ledger as words: `site-visit` and `siteVisit` become `Site visit`. */
export function wordsFor(code: string): string {
  const known = WORDS[code];
  if (known !== undefined) return known;
  const spaced = code
    .replaceAll(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/[-_.]+/g, ' ')
    .trim();
  return spaced === '' ? code : spaced.charAt(0).toLocaleUpperCase() + spaced.slice(1);
}

/** The names that differ by more than capital letters, the first spelling of each. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const spelled = new Map<string, string>();
  for (const name of names) {
    const folded = name.toLocaleLowerCase();
    if (!spelled.has(folded)) spelled.set(folded, name);
  }
  return [...spelled.values()];
}

/** `1 contact`, `1,204 contacts`. The plural is the singular with an s unless given. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? singular : plural}`;
}

/** An exact decimal string with its currency, in the reader's locale. An unknown currency stays as it is. */
export function money(value: string, currency: string): string {
  const plain = `${value} ${currency}`;
  if (!isDecimal(value)) return plain;
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(value);
  } catch {
    return plain;
  }
}

const isDecimal = (value: string): value is `${number}` => /^-?\d+(\.\d+)?$/.test(value);
