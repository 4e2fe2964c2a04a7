import type { Row, Scope } from './columns.js';
import { condition } from './condition.js';
import type { Conversion } from './conversion.js';
import type { Evaluate, Holds, Json } from './evaluate.js';
import { expression, fieldsTemplate } from './expression.js';
import type { MappingNode } from './mapping-node.js';
import { RecordProblem } from './record-problem.js';

/** Makes a touchpoint of a record, or of the records of one group. @throws RecordProblem */
export type MakeTouchpoint = (row: Row, group: readonly Row[]) => Readonly<Record<string, Json>>;

const REQUIRED = ['source', 'externalId', 'occurredAt', 'kind', 'channel', 'direction', 'department'] as const;
const OPTIONAL = ['handledBy', 'subject', 'content', 'outcome'] as const;
const NESTED = ['parties', 'topics', 'amount', 'case', 'details'] as const;

type Field = readonly [name: string, evaluate: Evaluate];

/** Compiles the mapping's `touchpoint`; mistakes are noted at `node`. */
export function touchpointTemplate(node: MappingNode, scope: Scope): MakeTouchpoint {
  node.only([...REQUIRED, ...OPTIONAL, ...NESTED]);
  for (const name of [...REQUIRED, 'parties']) if (!node.at(name).exists) node.at(name).fail('is missing');
  const fields: Field[] = [...REQUIRED, ...OPTIONAL]
    .filter((name) => node.at(name).exists)
    .map((name) => [name, expression(node.at(name), scope, name === 'occurredAt' ? 'date-time' : 'text')]);
  const parties = node
    .at('parties')
    .items()
    .map((party) => partyTemplate(party, scope));
  if (node.at('amount').exists)
    fields.push(['amount', object(node.at('amount'), scope, { value: 'decimal', currency: 'text' }, ['value', 'currency'])]);
  if (node.at('case').exists)
    fields.push(['case', object(node.at('case'), scope, { ref: 'text', status: 'text' }, ['ref', 'status'])]);
  if (node.at('topics').exists) fields.push(['topics', topics(node.at('topics'), scope)]);
  if (node.at('details').exists) fields.push(['details', fieldsTemplate(node.at('details'), scope)]);
  return (row, group) => {
    const touchpoint: Record<string, Json> = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(row, group);
      if (value !== undefined) touchpoint[name] = typeof value === 'number' && name !== 'details' ? String(value) : value;
    }
    for (const name of REQUIRED) if (touchpoint[name] === undefined) throw new RecordProblem(`touchpoint.${name}: has no value`);
    const present = parties.map((party) => party(row, group)).filter((party) => party !== undefined);
    if (present.length === 0) throw new RecordProblem('touchpoint.parties: nobody: no party has a name or an identifier');
    touchpoint['parties'] = present;
    return touchpoint;
  };
}

/** A party of which nothing but the role is known is left out. */
function partyTemplate(node: MappingNode, scope: Scope): Evaluate {
  node.only(['role', 'name', 'birthDate', 'identifiers', 'address', 'when']);
  if (!node.at('role').exists) node.at('role').fail('is missing');
  const role = expression(node.at('role'), scope);
  const name = optional(node.at('name'), scope);
  const birthDate = optional(node.at('birthDate'), scope, 'date');
  const address = node.at('address').exists ? addressTemplate(node.at('address'), scope) : undefined;
  const identifiers = node
    .at('identifiers')
    .items()
    .map((item) => identifierTemplate(item, scope));
  const when = whenever(node, scope);
  return (row, group) => {
    if (!when(row, group)) return undefined;
    const known = identifiers.map((identifier) => identifier(row, group)).filter((identifier) => identifier !== undefined);
    const party: Record<string, Json> = {};
    set(party, 'role', role(row, group));
    set(party, 'name', name(row, group));
    set(party, 'birthDate', birthDate(row, group));
    if (known.length > 0) party['identifiers'] = known;
    set(party, 'address', address?.(row, group));
    return known.length > 0 || party['name'] !== undefined ? party : undefined;
  };
}

/** An identifier without a value is left out. */
function identifierTemplate(node: MappingNode, scope: Scope): Evaluate {
  node.only(['type', 'value', 'role', 'when']);
  for (const name of ['type', 'value']) if (!node.at(name).exists) node.at(name).fail('is missing');
  const type = expression(node.at('type'), scope);
  const value = expression(node.at('value'), scope);
  const role = optional(node.at('role'), scope);
  const when = whenever(node, scope);
  return (row, group) => {
    if (!when(row, group)) return undefined;
    const [typeText, valueText] = [type(row, group), value(row, group)];
    if (typeText === undefined || valueText === undefined) return undefined;
    const identifier: Record<string, Json> = {
      type: typeText,
      value: typeof valueText === 'number' ? String(valueText) : valueText,
    };
    set(identifier, 'role', role(row, group));
    return identifier;
  };
}

function addressTemplate(node: MappingNode, scope: Scope): Evaluate {
  node.only(['lines', 'postcode', 'city', 'region', 'country']);
  return fieldsTemplate(node, scope);
}

/** An object whose fields are all needed: without one of them the whole is left out. */
function object(
  node: MappingNode,
  scope: Scope,
  known: Readonly<Record<string, Conversion>>,
  needed: readonly string[],
): Evaluate {
  node.only(Object.keys(known));
  for (const name of needed) if (!node.at(name).exists) node.at(name).fail('is missing');
  const fields: Field[] = Object.entries(known).map(([name, usual]) => [name, optional(node.at(name), scope, usual)]);
  return (row, group) => {
    const filled: Record<string, Json> = {};
    for (const [name, evaluate] of fields) set(filled, name, evaluate(row, group));
    return needed.every((name) => filled[name] !== undefined) ? filled : undefined;
  };
}

function topics(node: MappingNode, scope: Scope): Evaluate {
  const items = node.items().map((item) => expression(item, scope));
  return (row, group) => {
    const list = items.flatMap((item) => item(row, group) ?? []);
    return list.length === 0 ? undefined : [...new Set(list)];
  };
}

function optional(node: MappingNode, scope: Scope, usual: Conversion = 'text'): Evaluate {
  return node.exists ? expression(node, scope, usual) : () => undefined;
}

function whenever(node: MappingNode, scope: Scope): Holds {
  return node.at('when').exists ? condition(node.at('when'), scope, expression) : () => true;
}

function set(target: Record<string, Json>, name: string, value: Json | undefined): void {
  if (value !== undefined) target[name] = value;
}
