import { type Node, parseTree } from 'jsonc-parser';

/** A number as it stands in a JSON text: 12345678901234567890 and 1.50 are no others than they are written. */
class WrittenNumber {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * A number that JavaScript would write differently, or a text that looks like it: with sixteen characters or more, an
 * exponent, a zero at the end of a fraction, or minus zero.
 */
const WRITTEN_DIFFERENTLY = /[:[,]\s*-?(?:[\d.]{16}|[\d.]+[eE]|\d+\.\d*0(?!\d))|[:[,]\s*-0/;

/**
 * What `JSON.parse` makes of a text, but that numbers keep how they are written, for `writeAsWritten`. Several times slower
 * where a number needs it.
 * @throws SyntaxError
 */
export function parseAsWritten(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !WRITTEN_DIFFERENTLY.test(text)) return value;
  const root = parseTree(text);
  return root ? valueOf(root, text) : value;
}

/** JSON without blanks, with numbers as they were written. */
export function writeAsWritten(value: unknown): string {
  if (value instanceof WrittenNumber) return value.toString();
  if (Array.isArray(value)) return `[${value.map(writeAsWritten).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${writeAsWritten(member)}`);
  return `{${members.join()}}`;
}

function valueOf(node: Node, text: string): unknown {
  const { type, value, offset, length, children = [] } = node;
  switch (type) {
    case 'number':
      return new WrittenNumber(text.slice(offset, offset + length));
    case 'array':
      return children.map((item) => valueOf(item, text));
    case 'object':
      return Object.fromEntries(
        children.flatMap(({ children: [name, member] = [] }) => (name && member ? [[name.value, valueOf(member, text)]] : [])),
      );
    default:
      return value;
  }
}
