import anyAscii from 'any-ascii';

const ASCII = /^[ -~]*$/;
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Cs}]/gu;
const APOSTROPHES = /['"`\u2018\u2019\u02bc\u02bb\u00b4]/g;

/** Compatibility forms and blanks as one, without what cannot be seen. */
export function plainText(text: string): string {
  return ASCII.test(text) ? text.trim() : text.normalize('NFKC').replaceAll(INVISIBLE, '').trim();
}

/** Words in lower-case ASCII letters and digits, whatever the script; apostrophes are left out, hyphens part words. */
export function asciiWords(text: string): string[] {
  return (ASCII.test(text) ? text : anyAscii(text))
    .toLowerCase()
    .replaceAll(APOSTROPHES, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}
