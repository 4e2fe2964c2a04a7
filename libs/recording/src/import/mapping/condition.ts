import type { Scope } from './columns.js';
import { parseDecimal } from './decimal.js';
import type { Conversion } from './conversion.js';
import { textOf, type Evaluate, type Holds } from './evaluate.js';
import type { MappingNode } from './mapping-node.js';

/** Compiles an expression (`expression`). */
type Compile = (node: MappingNode, scope: Scope, usual: Conversion, alsoKnown: readonly string[]) => Evaluate;

const TESTS = ['is', 'isNot', 'empty', 'startsWith', 'below', 'above'] as const;

/**
 * Compiles a condition: an expression with one test (`{ column: Quantity, below: 0 }`), or `all`, `any` or `not` of
 * conditions. Mistakes are noted at `node`.
 */
export function condition(node: MappingNode, scope: Scope, compile: Compile): Holds {
  for (const key of ['all', 'any'] as const) {
    if (!node.at(key).exists) continue;
    node.only([key]);
    const parts = node
      .at(key)
      .items()
      .map((item) => condition(item, scope, compile));
    return key === 'all'
      ? (row, group) => parts.every((part) => part(row, group))
      : (row, group) => parts.some((part) => part(row, group));
  }
  if (node.at('not').exists) {
    node.only(['not']);
    const part = condition(node.at('not'), scope, compile);
    return (row, group) => !part(row, group);
  }
  const tests = TESTS.filter((key) => node.at(key).exists);
  const [test] = tests;
  if (test === undefined || tests.length > 1) {
    node.fail(`needs exactly one of ${TESTS.join(', ')} (or all, any, not)`);
    return () => false;
  }
  const evaluate = compile(node, scope, 'text', TESTS);
  const matches = matcher(test, node.at(test));
  return (row, group) => matches(textOf(evaluate, row, group) ?? '');
}

function matcher(test: (typeof TESTS)[number], node: MappingNode): (text: string) => boolean {
  switch (test) {
    case 'is':
    case 'isNot': {
      const values = new Set(node.items().map((item) => item.text() ?? ''));
      return test === 'is' ? (text) => values.has(text) : (text) => !values.has(text);
    }
    case 'empty': {
      const wanted = node.flag(true);
      return (text) => (text === '') === wanted;
    }
    case 'startsWith': {
      const starts = node.items().map((item) => item.text() ?? '');
      return (text) => starts.some((start) => text.startsWith(start));
    }
    default: {
      const limit = Number(node.text());
      if (!Number.isFinite(limit)) node.fail('must be a number');
      return (text) => {
        const value = parseDecimal(text);
        if (!value) return false;
        const number = Number(value.units) / 10 ** value.scale;
        return test === 'below' ? number < limit : number > limit;
      };
    }
  }
}
