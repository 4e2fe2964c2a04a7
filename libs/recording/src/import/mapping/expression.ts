import { columnReader, type Scope } from './columns.js';
import { condition } from './condition.js';
import { convert, CONVERSION_KEYS, type Conversion } from './conversion.js';
import { addDecimals, formatDecimal, multiplyDecimals, parseDecimal, type Decimal } from './decimal.js';
import { textOf, type Evaluate, type Json } from './evaluate.js';
import type { MappingNode } from './mapping-node.js';
import { RecordProblem } from './record-problem.js';
import { templateReader } from './template.js';

const BASES = ['column', 'from', 'join', 'firstOf', 'cases', 'multiply', 'addUp', 'eachLine'] as const;
const EXTRA = ['with', 'default', 'map', 'otherwise', 'split', ...CONVERSION_KEYS] as const;

/** Whether a set of fields is an expression rather than an object to be filled in. */
function isExpression(node: MappingNode): boolean {
  return !node.isMap || node.keys.some((key) => (BASES as readonly string[]).includes(key));
}

/** Compiles the expression at `node`; mistakes are noted there. `usual` is how its value is converted where `as` says nothing. */
export function expression(
  node: MappingNode,
  scope: Scope,
  usual: Conversion = 'text',
  alsoKnown: readonly string[] = [],
): Evaluate {
  if (node.isList) {
    node.fail('must be a single value');
    return () => undefined;
  }
  if (!node.isMap) return plain(node, scope, usual);
  const base = BASES.filter((key) => node.keys.includes(key));
  const [kind] = base;
  node.only([...BASES, ...EXTRA, ...alsoKnown]);
  if (kind === undefined || base.length > 1) {
    node.fail(`needs exactly one of ${BASES.join(', ')}`);
    return () => undefined;
  }
  const evaluate = baseOf(kind, node.at(kind), node, scope);
  const mapped = valueMap(node, scope, withDefault(node, scope, evaluate));
  const converted = convert(node, scope, kind === 'multiply' || kind === 'addUp' ? 'decimal' : usual, mapped);
  return split(node, converted);
}

/** A value, or an object or a list to be filled in: what has no value is left out, an empty object or list too. */
function template(node: MappingNode, scope: Scope): Evaluate {
  if (node.isList) {
    const items = node.items().map((item) => template(item, scope));
    return (row, group) => {
      const list = items.map((item) => item(row, group)).filter((item) => item !== undefined);
      return list.length === 0 ? undefined : list;
    };
  }
  return isExpression(node) ? expression(node, scope) : fieldsTemplate(node, scope);
}

/** An object to be filled in, whatever its fields are called; what has no value is left out, an empty object too. */
export function fieldsTemplate(node: MappingNode, scope: Scope): Evaluate {
  if (!node.isMap) node.fail('must be a set of fields');
  const fields = node.keys.map((key) => [key, template(node.at(key), scope)] as const);
  return (row, group) => {
    const filled: Record<string, Json> = {};
    let any = false;
    for (const [key, evaluate] of fields) {
      const value = evaluate(row, group);
      if (value === undefined) continue;
      filled[key] = value;
      any = true;
    }
    return any ? filled : undefined;
  };
}

/** A constant or a text with `${column}` in it. */
function plain(node: MappingNode, scope: Scope, usual: Conversion): Evaluate {
  const value = node.scalar();
  if (value === undefined) return () => undefined;
  if (typeof value !== 'string' && usual === 'text') return () => value;
  const read = templateReader(node.text() ?? '', node, scope);
  return convert(node, scope, usual, (row) => read(row) || undefined);
}

function baseOf(kind: (typeof BASES)[number], node: MappingNode, parent: MappingNode, scope: Scope): Evaluate {
  switch (kind) {
    case 'column': {
      const read = columnReader(node.text() ?? '', node, scope);
      return (row) => read(row) || undefined;
    }
    case 'from':
      return expression(node, scope);
    case 'join': {
      const parts = node.items().map((item) => expression(item, scope));
      const glue = parent.at('with').exists ? (parent.at('with').text() ?? ' ') : ' ';
      return (row, group) =>
        parts
          .map((part) => textOf(part, row, group) ?? '')
          .filter((text) => text !== '')
          .join(glue) || undefined;
    }
    case 'firstOf': {
      const choices = node.items().map((item) => expression(item, scope));
      return (row, group) => {
        for (const choice of choices) {
          const value = choice(row, group);
          if (value !== undefined) return value;
        }
        return undefined;
      };
    }
    case 'cases':
      return cases(node, scope);
    case 'multiply':
      return arithmetic(node, scope, multiplyDecimals);
    case 'addUp':
      return addUp(node, scope);
    default: {
      needsGroup(node, scope);
      const line = fieldsTemplate(node, scope);
      return (_row, group) => group.map((each) => line(each, [each])).filter((each) => each !== undefined);
    }
  }
}

function cases(node: MappingNode, scope: Scope): Evaluate {
  const choices = node.items().map((item) => {
    item.only(['when', 'then', 'else']);
    if (item.at('else').exists) return { when: () => true, value: expression(item.at('else'), scope) };
    if (!item.at('when').exists) item.fail('needs `when` and `then`, or `else`');
    return { when: condition(item.at('when'), scope, expression), value: expression(item.at('then'), scope) };
  });
  return (row, group) => choices.find((choice) => choice.when(row, group))?.value(row, group);
}

/** The sum of a list of values, or of one value over all records of the group. */
function addUp(node: MappingNode, scope: Scope): Evaluate {
  if (node.isList) return arithmetic(node, scope, addDecimals);
  needsGroup(node, scope);
  const each = expression(node, scope, 'decimal');
  return (_row, group) => {
    let total: Decimal = { units: 0n, scale: 0 };
    for (const row of group) {
      const value = textOf(each, row, [row]);
      if (value !== undefined) total = addDecimals(total, decimalOf(value, node.field));
    }
    return formatDecimal(total);
  };
}

function arithmetic(node: MappingNode, scope: Scope, combine: (a: Decimal, b: Decimal) => Decimal): Evaluate {
  const parts = node.items().map((item) => expression(item, scope, 'decimal'));
  return (row, group) => {
    let result: Decimal | undefined;
    for (const part of parts) {
      const text = textOf(part, row, group);
      if (text === undefined) return undefined;
      const value = decimalOf(text, node.field);
      result = result ? combine(result, value) : value;
    }
    return result && formatDecimal(result);
  };
}

function decimalOf(text: string, field: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new RecordProblem(`${field}: is not a decimal number`);
  return value;
}

function withDefault(node: MappingNode, scope: Scope, evaluate: Evaluate): Evaluate {
  const at = node.at('default');
  if (!at.exists) return evaluate;
  const fallback = expression(at, scope);
  return (row, group) => evaluate(row, group) ?? fallback(row, group);
}

/** `map` names what each value becomes; one that is not named becomes `otherwise`, or is a problem of the record. */
function valueMap(node: MappingNode, scope: Scope, evaluate: Evaluate): Evaluate {
  const map = node.at('map');
  const otherwise = node.at('otherwise');
  if (!map.exists) {
    if (otherwise.exists) otherwise.fail('only goes with `map`');
    return evaluate;
  }
  if (!map.isMap) map.fail('must name a value for each value');
  const values = new Map(map.keys.map((key) => [key, map.at(key).text() ?? '']));
  const rest = otherwise.exists ? expression(otherwise, scope) : undefined;
  return (row, group) => {
    const text = textOf(evaluate, row, group);
    if (text === undefined) return undefined;
    const found = values.get(text);
    if (found !== undefined) return found || undefined;
    if (!rest) throw new RecordProblem(`${node.field}: the value is not in the map`);
    return rest(row, group);
  };
}

function split(node: MappingNode, evaluate: Evaluate): Evaluate {
  const at = node.at('split');
  if (!at.exists) return evaluate;
  const separator = at.text() ?? ',';
  return (row, group) => {
    const parts = (textOf(evaluate, row, group) ?? '').split(separator).map((part) => part.trim());
    const list = parts.filter((part) => part !== '');
    return list.length === 0 ? undefined : list;
  };
}

function needsGroup(node: MappingNode, scope: Scope): void {
  if (!scope.grouped) node.fail('needs `group`: without it each record is a touchpoint of its own');
}
