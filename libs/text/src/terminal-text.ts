/** Control characters but for the ends of lines and tabs, marks that turn the direction of text, halves of characters. */
const UNSEEN = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text as it may be written to a terminal: what would move the cursor, colour, ring or reorder is shown as an escape such as
 * `\u001b`. Names of columns, records and answers of servers come from elsewhere, and a terminal obeys what it is sent.
 */
export function terminalText(text: string): string {
  return text.replaceAll(UNSEEN, (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** Writes a message to a terminal: the way for every one of them. */
export function writeMessage(to: { write(text: string): unknown }, text: string): void {
  to.write(terminalText(text));
}
