import { type CompoundPart, mailboxTest, ROLE_MAILBOX } from '#vault';

/** How identifiers of one type are used. See the comments in the rules file for what each field means. */
export interface IdentifierRule {
  readonly type: string;
  readonly label: string;
  /** 1 and up; 1 is the strongest. */
  readonly tier: number;
  readonly limit?: { readonly max: number; readonly perDays?: number };
  readonly genericOver?: number;
  readonly genericOverNames?: number;
  readonly joiningRoles?: readonly string[];
  readonly windowDays?: number;
  readonly joinsPersons: boolean;
  /** `false`: supporting evidence only. */
  readonly joins: boolean;
}

/** An identifier made from parts of a profile; the vault derives it. */
export interface CompoundRule {
  readonly type: string;
  readonly parts: readonly CompoundPart[];
}

/** The rules of recognition: plain data, as read from a rules file. */
export interface Rules {
  readonly name: string;
  readonly version: number;
  /** Version of the vault's normalisers that these rules were written for. */
  readonly normaliser: number;
  /** In the order of the file, which is also the order of strength within a tier. */
  readonly identifiers: readonly IdentifierRule[];
  readonly other: IdentifierRule;
  readonly compounds: readonly CompoundRule[];
  /** E-mail addresses with one of these before the @ are recorded as identifiers of type `role-mailbox`. */
  readonly roleMailboxes: readonly string[];
  readonly blocked: { readonly values: readonly string[]; readonly emailLocalParts: readonly string[] };
  /** Digest of all of the above. */
  readonly digest: string;
}

const mailboxTests = new WeakMap<Rules, (address: string) => boolean>();

/** The type under which an identifier, stated as one of `type`, is recorded: `role-mailbox` for e-mail addresses that are. */
export function recordedType(rules: Rules, type: string, value: string): string {
  if (type !== 'email' || rules.roleMailboxes.length === 0) return type;
  let isRoleMailbox = mailboxTests.get(rules);
  if (!isRoleMailbox) mailboxTests.set(rules, (isRoleMailbox = mailboxTest(rules.roleMailboxes)));
  return isRoleMailbox(value) ? ROLE_MAILBOX : type;
}

const byType = new WeakMap<Rules, Map<string, IdentifierRule>>();

/** The rule for a type; types that the file does not name follow `otherIdentifiers`. */
export function ruleFor(rules: Rules, type: string): IdentifierRule {
  let map = byType.get(rules);
  if (!map) byType.set(rules, (map = new Map(rules.identifiers.map((rule) => [rule.type, rule]))));
  return map.get(type) ?? rules.other;
}

/** Whether identifiers of this type are made from a name: two of them are two names, or two addresses of one. */
export function isNameType(rules: Rules, type: string): boolean {
  return rules.compounds.some((compound) => compound.type === type);
}

/** Names these exact rules, for instance `standard-1-5f0c9a3b`. Changes whenever anything in them changes. */
export function rulesVersion(rules: Rules): string {
  return `${rules.name}-${rules.version}-${rules.digest.slice(0, 8)}`;
}

/** Lower is stronger: by tier, then by the order of the rules file; types not named there come last in their tier. */
export function hubRank(rules: Rules, type: string): number {
  const rule = ruleFor(rules, type);
  const place = rules.identifiers.indexOf(rule);
  return rule.tier * 10_000 + (place < 0 ? 9_999 : place);
}

/**
 * A party's identifiers, the strongest first: the first one's handle is the hub. The order depends on the content
 * alone (strength, then type, then normalised value), and no handle comes twice.
 */
export function orderIdentifiers<T extends { readonly handle: string; readonly type: string; readonly normalised: string }>(
  rules: Rules,
  identifiers: readonly T[],
): T[] {
  const seen = new Set<string>();
  return identifiers
    .map((identifier) => ({ identifier, rank: hubRank(rules, identifier.type) }))
    .toSorted(
      (x, y) =>
        x.rank - y.rank ||
        compareText(x.identifier.type, y.identifier.type) ||
        compareText(x.identifier.normalised, y.identifier.normalised),
    )
    .map(({ identifier }) => identifier)
    .filter(({ handle }) => !seen.has(handle) && seen.add(handle));
}

/** By code unit: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
