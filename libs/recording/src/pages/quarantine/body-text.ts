import {
  applyEdits,
  findNodeAtLocation,
  format,
  parseTree,
  type JSONPath,
  type Node,
  type ParseError,
  printParseErrorCode,
} from 'jsonc-parser';

/** A stretch of a text. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  /** From 1. */
  readonly line: number;
}

/** Where and why a text is no JSON. */
export interface Flaw extends Place {
  readonly problem: string;
}

/** JSON on lines of its own, everything else as it came. Only white space changes: duplicate fields and long numbers stay. */
export function laidOut(body: string): string {
  if (flawOf(body) !== undefined) return body;
  return applyEdits(body, format(body, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' }));
}

/** The first thing that keeps a text from being JSON. */
export function flawOf(text: string): Flaw | undefined {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  return (
    first && {
      ...placeAt(text, first.offset, first.length),
      problem: WORDS[printParseErrorCode(first.error)] ?? 'this is no JSON',
    }
  );
}

/** Where a field stands (`parties[0].identifiers[1].value`); where it is missing, what it is missing from. */
export function placeOf(text: string, field: string): Place | undefined {
  const root = parseTree(text);
  if (root === undefined) return undefined;
  const path = pathOf(field);
  for (let known = path.length; known > 0; known--) {
    const node = nodeAt(root, path.slice(0, known));
    if (node !== undefined) return placeAt(text, node.offset, node.length);
  }
  return undefined;
}

/** The field with its name, so that one sees which it is; an element of a list alone. */
function nodeAt(root: Node, path: JSONPath): Node | undefined {
  const value = findNodeAtLocation(root, path);
  return value?.parent?.type === 'property' ? value.parent : value;
}

function pathOf(field: string): JSONPath {
  return [...field.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([name, index]) => (index === undefined ? name : Number(index)));
}

function placeAt(text: string, offset: number, length: number): Place {
  return { offset, length, line: text.slice(0, offset).split('\n').length };
}

const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this word has no meaning in JSON; text stands in quotation marks',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'the name of a field is missing, or a comma is too many',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'something follows after the end',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'a quotation mark is missing',
  UnexpectedEndOfNumber: 'this number is not finished',
  InvalidUnicode: 'this escape is no character',
  InvalidEscapeCharacter: 'this escape is not known',
  InvalidCharacter: 'this character must be escaped',
};
