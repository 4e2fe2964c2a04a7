import { createHash } from 'node:crypto';
import { isMap, LineCounter, parseDocument } from 'yaml';
import { COMPOUND_PARTS, type CompoundPart, ROLE_MAILBOX } from '#vault';
import type { CompoundRule, IdentifierRule, Rules } from './rules.js';
import { DEFAULT_RULES_YAML } from './default-rules.js';

/** A rules file that cannot be used. Every mistake is named with its line and field. */
export class InvalidRulesError extends Error {
  readonly code = 'invalid-rules';
  constructor(readonly mistakes: readonly string[]) {
    super(`The rules file has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.join('\n')}`);
  }
}

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

const RULE_FIELDS = [
  'label',
  'tier',
  'limit',
  'per',
  'genericOver',
  'genericOverNames',
  'joiningRoles',
  'window',
  'joinsPersons',
  'joins',
];
const TOP_FIELDS = ['name', 'version', 'normaliser', 'identifiers', 'otherIdentifiers', 'compounds', 'roleMailboxes', 'blocked'];

/**
 * Reads a rules file.
 * @throws InvalidRulesError naming every mistake, each with line and field.
 */
export function parseRules(yaml: string): Rules {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const mistakes = document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`);
  if (mistakes.length > 0) throw new InvalidRulesError(mistakes);
  if (!isMap(document.contents))
    throw new InvalidRulesError(['line 1: the file must be a map with the fields name, version, identifiers']);

  const lineOf = (path: Path): number => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (node && typeof node === 'object' && 'range' in node && Array.isArray(node.range))
        return lines.linePos(Number(node.range[0])).line;
    }
    return 1;
  };
  const reader = new FieldReader((path, problem) => mistakes.push(`line ${lineOf(path)}: ${path.join('.')} ${problem}`));

  const root = document.toJS() as Fields;
  reader.known(root, TOP_FIELDS, []);
  const identifiers = Object.entries(reader.map(root['identifiers'], ['identifiers'])).map(([type, fields]) =>
    readIdentifierRule(reader, type, fields, ['identifiers', type]),
  );
  const rules = {
    name: reader.text(root['name'], ['name']),
    version: reader.whole(root['version'], ['version'], 1),
    normaliser: reader.whole(root['normaliser'] ?? 1, ['normaliser'], 1),
    identifiers,
    other: readIdentifierRule(reader, 'other', root['otherIdentifiers'] ?? { tier: 5 }, ['otherIdentifiers']),
    compounds: reader.list(root['compounds'], ['compounds']).map((fields, i) => readCompound(reader, fields, ['compounds', i])),
    roleMailboxes: reader.texts(root['roleMailboxes'] ?? [], ['roleMailboxes']),
    blocked: readBlocked(reader, root['blocked']),
  };
  if (rules.roleMailboxes.length > 0 && !identifiers.some(({ type }) => type === ROLE_MAILBOX))
    reader.report(['roleMailboxes'], `needs identifiers.${ROLE_MAILBOX}: the type that they are recorded as`);
  if (mistakes.length > 0) throw new InvalidRulesError(mistakes);
  return { ...rules, digest: createHash('sha256').update(JSON.stringify(rules)).digest('hex') };
}

/** The rules of a fresh installation. */
export function defaultRules(): Rules {
  return parseRules(DEFAULT_RULES_YAML);
}

function readIdentifierRule(reader: FieldReader, type: string, value: unknown, path: Path): IdentifierRule {
  const fields = reader.map(value, path);
  reader.known(fields, RULE_FIELDS, path);
  const optional = (field: string): number | undefined =>
    fields[field] === undefined ? undefined : reader.whole(fields[field], [...path, field], 1);
  const max = optional('limit');
  const perDays = optional('per');
  if (perDays !== undefined && max === undefined) reader.report([...path, 'per'], 'needs a limit beside it');
  const genericOver = optional('genericOver');
  const genericOverNames = optional('genericOverNames');
  const windowDays = optional('window');
  const roles = fields['joiningRoles'];
  return {
    type,
    label: fields['label'] === undefined ? type : reader.text(fields['label'], [...path, 'label']),
    tier: reader.whole(fields['tier'], [...path, 'tier'], 1),
    ...(max === undefined ? {} : { limit: { max, ...(perDays === undefined ? {} : { perDays }) } }),
    ...(genericOver === undefined ? {} : { genericOver }),
    ...(genericOverNames === undefined ? {} : { genericOverNames }),
    ...(roles === undefined ? {} : { joiningRoles: reader.texts(roles, [...path, 'joiningRoles']) }),
    ...(windowDays === undefined ? {} : { windowDays }),
    joinsPersons: fields['joinsPersons'] === undefined ? true : reader.yesOrNo(fields['joinsPersons'], [...path, 'joinsPersons']),
    joins: fields['joins'] === undefined ? true : reader.yesOrNo(fields['joins'], [...path, 'joins']),
  };
}

function readCompound(reader: FieldReader, value: unknown, path: Path): CompoundRule {
  const fields = reader.map(value, path);
  reader.known(fields, ['type', 'parts'], path);
  const parts = reader.texts(fields['parts'], [...path, 'parts']);
  const isPart = (part: string): part is CompoundPart => (COMPOUND_PARTS as readonly string[]).includes(part);
  const unknown = parts.filter((part) => !isPart(part));
  if (unknown.length > 0)
    reader.report([...path, 'parts'], `has ${unknown.join(', ')}; the parts are ${COMPOUND_PARTS.join(', ')}`);
  if (parts.length < 2) reader.report([...path, 'parts'], 'needs at least two parts');
  return { type: reader.text(fields['type'], [...path, 'type']), parts: parts.filter(isPart) };
}

function readBlocked(reader: FieldReader, value: unknown): Rules['blocked'] {
  const fields = value === undefined ? {} : reader.map(value, ['blocked']);
  reader.known(fields, ['values', 'emailLocalParts'], ['blocked']);
  return {
    values: reader.texts(fields['values'] ?? [], ['blocked', 'values']),
    emailLocalParts: reader.texts(fields['emailLocalParts'] ?? [], ['blocked', 'emailLocalParts']),
  };
}

/** Reads fields of the expected kind; reports the others and goes on with a harmless value. */
class FieldReader {
  constructor(readonly report: (path: Path, problem: string) => void) {}

  known(fields: Fields, names: readonly string[], path: Path): void {
    for (const name of Object.keys(fields)) {
      if (!names.includes(name)) this.report([...path, name], `is not known here; the fields are ${names.join(', ')}`);
    }
  }

  map(value: unknown, path: Path): Fields {
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
    this.report(path, 'must be a map of fields');
    return {};
  }

  list(value: unknown, path: Path): readonly unknown[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value as readonly unknown[];
    this.report(path, 'must be a list');
    return [];
  }

  text(value: unknown, path: Path): string {
    if (typeof value === 'string' && value !== '') return value;
    this.report(path, 'must be a text');
    return '';
  }

  texts(value: unknown, path: Path): string[] {
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
    this.report(path, 'must be a list of texts (quote numbers)');
    return [];
  }

  whole(value: unknown, path: Path, least: number): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    this.report(path, `must be a whole number, at least ${least}`);
    return least;
  }

  yesOrNo(value: unknown, path: Path): boolean {
    if (typeof value === 'boolean') return value;
    this.report(path, 'must be true or false');
    return true;
  }
}
