import { columnReader, type ReadColumn, type Scope } from './columns.js';
import type { MappingNode } from './mapping-node.js';

const PLACE = /\$\{([^}]*)\}/g;

/**
 * A text with `${column}` in it. It is empty where any of its columns is empty, because an incomplete id is worthless. `$${`
 * stands for `${` itself.
 */
export function templateReader(text: string, node: MappingNode, scope: Scope): ReadColumn {
  const literals: string[] = [];
  const readers: ReadColumn[] = [];
  let from = 0;
  let literal = '';
  for (const match of text.matchAll(PLACE)) {
    const escaped = text[match.index - 1] === '$';
    literal += text.slice(from, escaped ? match.index - 1 : match.index);
    from = match.index + match[0].length;
    if (escaped) {
      literal += match[0];
      continue;
    }
    literals.push(literal);
    literal = '';
    readers.push(columnReader(match[1] ?? '', node, scope));
  }
  literal += text.slice(from);
  const [only] = readers;
  if (only === undefined) return () => literal;
  if (readers.length === 1 && literals[0] === '' && literal === '') return only;
  return (row) => {
    let filled = '';
    for (const [index, read] of readers.entries()) {
      const value = read(row);
      if (value === '') return '';
      filled += (literals[index] ?? '') + value;
    }
    return filled + literal;
  };
}
