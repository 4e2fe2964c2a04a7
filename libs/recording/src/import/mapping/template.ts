import { columnReader, type ReadColumn, type Scope } from './columns.js';
import type { MappingNode } from './mapping-node.js';

/**
 * A text with `${column}` in it. It is empty where any of its columns is empty, because an incomplete id is worthless. `$${`
 * stands for `${` itself.
 */
export function templateReader(text: string, node: MappingNode, scope: Scope): ReadColumn {
  const literals: string[] = [];
  const readers: ReadColumn[] = [];
  let from = 0;
  let literal = '';
  for (;;) {
    const start = text.indexOf('${', from);
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0) break;
    const isEscaped = text[start - 1] === '$' && start > from;
    literal += text.slice(from, isEscaped ? start - 1 : start);
    from = end + 1;
    if (isEscaped) {
      literal += text.slice(start, from);
      continue;
    }
    literals.push(literal);
    literal = '';
    readers.push(columnReader(text.slice(start + 2, end), node, scope));
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
