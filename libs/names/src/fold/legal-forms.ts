/**
 * Legal forms of firms, without dots and in lower case. Compiled for this project and checked against the list of cleanco
 * 1.0.2 (npm, MIT), which is no dependency, since it takes `da`, `et`, `bt` and other words of people's names for legal forms.
 */
const CLEAR_FORMS = [
  'ltd', 'limited', 'plc', 'llp', 'llc', 'lllp', 'pllc', 'inc', 'incorporated', 'corp', 'corporation', 'company', 'cic',
  'pty ltd', 'pty limited', 'pte ltd', 'pvt ltd', 'private limited', 'co ltd', 'and co ltd', 'sdn bhd', 'bhd', 'unlimited company',
  'gmbh', 'ggmbh', 'gmbh and co kg', 'gmbh and co', 'mbh', 'kgaa', 'ohg', 'gbr', 'aktiengesellschaft', 'ug haftungsbeschrankt', 'gesmbh',
  'sarl', 'sasu', 'eurl', 'scop', 'sprl', 'bvba', 'asbl', 'vzw', 'srl', 'spa', 'snc', 'sapa', 'sa de cv', 's de rl de cv', 'ltda', 'slu', 'lda',
  'vof', 'aps', 'asa', 'oyj', 'aktiebolag', 'sp z oo', 'sp zoo', 'spzoo', 'sp k', 'spol s ro', 'sro', 'doo', 'dooel', 'kft', 'zrt', 'nyrt',
  'uab', 'ood', 'eood', 'ooo', 'zao', 'oao', 'pao', 'tov', 'as sti', 'ltd sti',
]; // prettier-ignore

/** Legal forms that are words of people's names, too (Ana Sá): only with dots or in capitals among small letters. */
const DOUBTFUL_FORMS = [
  'sa',
  'ag',
  'kg',
  'se',
  'ab',
  'as',
  'a s',
  'oy',
  'bv',
  'nv',
  'sas',
  'sl',
  'co',
  'lp',
  'pc',
  'ev',
  'eg',
  'ek',
  'ug',
  'ad',
  'dd',
];

const FORMS: ReadonlySet<string> = new Set([...CLEAR_FORMS, ...DOUBTFUL_FORMS]);
const DOUBTFUL: ReadonlySet<string> = new Set(DOUBTFUL_FORMS);
const LONGEST = Math.max(...Array.from(FORMS, (form) => form.split(' ').length));

/** Legal forms of China, Japan and Korea, which stand before or after a name without a blank. */
const EAST_ASIAN_FORMS =
  /股份有限公司|有限责任公司|有限公司|公司|株式会社|有限会社|合同会社|주식회사|유한회사|[(（][株有주][)）]/gu;

/** What follows `and` in the name of a firm. */
const PARTNERS: ReadonlySet<string> = new Set(
  'son sons daughter daughters brother brothers bros co company cie partner partners associates sohn sohne soehne fils freres filles figli hijos filhos zonen sonner'.split(
    ' ',
  ),
);

/** Words that tell of an office or a firm, in no person's name. */
const OFFICES: ReadonlySet<string> = new Set(
  `bank university universitat universite universidad council hospital clinic klinik insurance school schule college hotel restaurant
  services solutions systems holdings holding group international foundation stiftung association society verein ministry department
  dept reception helpdesk accounts gemeinde stadtwerke apotheke pharmacy`.split(/\s+/),
);

/** A firm's name without its legal form, ready to compare; `undefined` where nothing tells that it is one. */
export function organisationWords(stated: string, fold: (text: string) => string[]): string[] | undefined {
  const bare = stated.replaceAll(EAST_ASIAN_FORMS, ' ');
  const isEastAsian = bare !== stated;
  const written = bare
    .replaceAll(/&|\+/g, ' and ')
    .split(/[\s,;/-]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const words = written.map((word) => fold(word.replaceAll('.', '')).join(''));
  const form = trailingForm(words, written);
  const kept = words.slice(words[0] === 'the' ? 1 : 0, words.length - form).filter(Boolean);
  if (kept.length === 0) return undefined;
  const isFirm = isEastAsian || form > 0 || hasPartners(kept) || kept.some((word) => OFFICES.has(word));
  return isFirm ? kept : undefined;
}

/** How many words at the end are a legal form. */
function trailingForm(words: readonly string[], written: readonly string[]): number {
  for (let count = Math.min(LONGEST, words.length - 1); count > 0; count--) {
    const form = words.slice(-count).join(' ');
    if (FORMS.has(form) && (!DOUBTFUL.has(form) || standsOut(written, count))) return count;
  }
  return 0;
}

/** Whether the last `count` words have dots or capitals, which the words before them have not. */
function standsOut(written: readonly string[], count: number): boolean {
  const form = written.slice(-count).join(' ');
  return (
    /\p{L}\.\p{L}/u.test(form) || (form === form.toUpperCase() && written.slice(0, -count).some((word) => /\p{Ll}/u.test(word)))
  );
}

function hasPartners(words: readonly string[]): boolean {
  return words.some(
    (word, at) =>
      at > 0 && (word === 'and' || word === 'und' || word === 'et' || word === 'y') && PARTNERS.has(words[at + 1] ?? ''),
  );
}
