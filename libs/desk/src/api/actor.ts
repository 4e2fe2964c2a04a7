/** Who sits at the desk, as they wrote it: stands with the decisions and recordings of this tab. */
const KEPT_AS = 'touchstone.actor';
const LONGEST = 100;

export function actorName(): string {
  return window.sessionStorage.getItem(KEPT_AS) ?? '';
}

export function keepActorName(name: string): void {
  window.sessionStorage.setItem(KEPT_AS, name);
}

/** A name as an HTTP header can carry it: accents outside Latin-1 are taken off, other letters become `?`. None where nothing is left. */
export function headerSafe(name: string): string | undefined {
  const letters = Array.from(name.normalize('NFC'), (letter) => {
    if (isLatin1(letter)) return letter;
    const bare = letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
    return isLatin1(bare) ? bare : '?';
  });
  const safe = letters.join('').slice(0, LONGEST).trim();
  return safe === '' ? undefined : safe;
}

const isLatin1 = (letter: string): boolean => /^[\x20-\x7e\xa0-\xff]*$/.test(letter);
