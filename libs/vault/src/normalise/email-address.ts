import { domainToASCII, domainToUnicode } from 'node:url';

const PLAIN = /^[a-z0-9_][a-z0-9._%+-]{0,62}[a-z0-9_]@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const INVISIBLE = /[\p{DI}\p{Cf}]/gu;
const IN_ANGLE_BRACKETS = /<([^<>]*@[^<>]*)>/g;
const COMMENT = /\([^()]*\)/g;
const QUOTED_WORD = /"([^"\s@]+)"@/g;
const APART_AROUND_AT = /^([^\s@]+)\s*@\s*([^\s@]+)$/;
const BETWEEN = /[\s,;|<>()[\]{}"“”„«»‹›]+/;
const SCHEME = /^(?:[a-z][a-z-]*:)+(?:\/\/)?/i;
const QUERY = /(@[^?]*)\?.*$/;
const AROUND = /^[.,;:!?'`´‘’*]+|[.,;:!?'`´‘’*]+$/g;
const LOCAL_PART = /^(?=.*[\p{L}\p{N}])[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}$/u;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
const LAST_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;
const MAY_HOLD_AN_AT = /@|%40/;
const LONGEST = 320;

/**
 * The one e-mail address in a text as programs export it and people write it: with a display name (`"Ada" <ada@x.org>`),
 * `mailto:`, quotes, comments, punctuation after it, invisible characters. NFKC, lower case, the domain in letters
 * (`müller.de`, not `xn--mller-kva.de`); dots and plus tags stay, since only some providers ignore them. `undefined` where there
 * is none that a mailbox could have, or more than one.
 *
 * Sources: RFC 5322 (addresses, display names, comments), RFC 6068 (`mailto`), UTS #46 (domains in letters).
 */
export function emailAddress(text: string): string | undefined {
  if (PLAIN.test(text) && !text.includes('xn--')) return text;
  if (text.length > LONGEST) return undefined;
  const visible = text
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
  const bracketed = [...visible.matchAll(IN_ANGLE_BRACKETS)].map(([, inside = '']) => inside);
  const places = bracketed.length > 0 ? bracketed : [withoutComments(visible)];
  const found = new Set<string>();
  for (const place of places) for (const address of addressesIn(place)) found.add(address);
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

function withoutComments(text: string): string {
  const rest = text.replaceAll(COMMENT, ' ');
  return rest.includes('@') ? rest : text;
}

function addressesIn(place: string): string[] {
  const text = place.replaceAll(QUOTED_WORD, '$1@').trim().replace(APART_AROUND_AT, '$1@$2');
  return text.split(BETWEEN).flatMap((word) => (MAY_HOLD_AN_AT.test(word) ? (plausible(bare(word)) ?? []) : []));
}

/** A word without scheme, query and punctuation around it. */
function bare(word: string): string {
  let text = word.replace(AROUND, '');
  const scheme = SCHEME.exec(text)?.[0];
  if (scheme !== undefined) text = unescaped(text.slice(scheme.length)).replace(QUERY, '$1');
  return text.replaceAll(AROUND, '');
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function plausible(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).toLowerCase().normalize('NFKC');
  const domain = domainOf(address.slice(at + 1));
  return domain !== undefined && LOCAL_PART.test(local) ? `${local}@${domain}` : undefined;
}

function domainOf(text: string): string | undefined {
  const ascii = domainToASCII(text.toLowerCase()).replace(/\.+$/, '');
  const labels = ascii.split('.');
  if (ascii.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  if (!LAST_LABEL.test(labels.at(-1) ?? '')) return undefined;
  const inLetters = domainToUnicode(ascii).normalize('NFKC');
  return domainToASCII(inLetters) === ascii ? inLetters : ascii;
}
