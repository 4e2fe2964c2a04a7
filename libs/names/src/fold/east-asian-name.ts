import { asciiWords } from './name-words.js';
import { EAST_ASIAN_TITLES } from './titles.js';

const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}ー·・\s]+$/u;
const IDEOGRAPHS = /^[\p{Script=Han}\p{Script=Hangul}]+$/u;
/** The most frequent surnames of two characters; all others in Chinese and Korean have one. */
const COMPOUND_SURNAMES = [
  '欧阳',
  '歐陽',
  '司马',
  '司馬',
  '诸葛',
  '諸葛',
  '上官',
  '皇甫',
  '尉迟',
  '尉遲',
  '夏侯',
  '东方',
  '東方',
  '慕容',
  '令狐',
  '남궁',
  '제갈',
  '선우',
  '황보',
  '사공',
];

/**
 * Given name and surname of a name in Chinese, Japanese or Korean writing, which begins with the surname; `undefined` for any
 * other. Chinese characters are read as in Mandarin. Without a blank the surname is the first character, or a known pair.
 */
export function eastAsianName(
  text: string,
): { readonly given: readonly string[]; readonly family: readonly string[] } | undefined {
  if (!EAST_ASIAN.test(text)) return undefined;
  const [first = '', ...rest] = (text.replace(EAST_ASIAN_TITLES, '').trim() || text).split(/[\s·・]+/).filter(Boolean);
  const surname =
    rest.length > 0 || !IDEOGRAPHS.test(first)
      ? first
      : (COMPOUND_SURNAMES.find((each) => first.startsWith(each)) ?? first.slice(0, 1));
  const given = rest.join('') || first.slice(surname.length);
  const family = asciiWords(surname);
  return family.length === 0 ? undefined : { given: asciiWords(given), family };
}
