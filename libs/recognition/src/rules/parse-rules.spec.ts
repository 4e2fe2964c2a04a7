import { DEFAULT_RULES_YAML } from './default-rules.js';
import { defaultRules, InvalidRulesError, parseRules } from './parse-rules.js';
import { orderIdentifiers, recordedType, ruleFor, rulesVersion } from './rules.js';

function mistakesOf(yaml: string): readonly string[] {
  try {
    parseRules(yaml);
  } catch (error) {
    if (error instanceof InvalidRulesError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('a rules file', () => {
  it('gives the standard rules', () => {
    const rules = defaultRules();
    expect(ruleFor(rules, 'email')).toMatchObject({ tier: 3, limit: { max: 5, perDays: 365 } });
    expect(ruleFor(rules, 'cookie')).toMatchObject({ windowDays: 90, joinsPersons: false });
    expect(ruleFor(rules, 'never heard of')).toBe(rules.other);
  });

  it('has a version that changes with any rule', () => {
    const changed = parseRules(DEFAULT_RULES_YAML.replace('genericOver: 3', 'genericOver: 4'));
    expect(rulesVersion(changed)).not.toBe(rulesVersion(defaultRules()));
    expect(rulesVersion(parseRules(DEFAULT_RULES_YAML))).toBe(rulesVersion(defaultRules()));
  });

  it('is refused with every mistake, its line and its field', () => {
    expect(mistakesOf('name: mine\nversion: 1\nidentifiers:\n  email: { tier: 0 }\n  phone: { tier: 4, limits: 5 }\n')).toEqual([
      'line 4: identifiers.email.tier must be a whole number, at least 1',
      expect.stringMatching(/^line 5: identifiers\.phone\.limits is not known here/),
    ]);
    expect(mistakesOf('name: mine\nversion: 1\nidentifiers:\n  email: { tier: 3 }\nroleMailboxes: [info]\n')).toEqual([
      'line 5: roleMailboxes needs identifiers.role-mailbox: the type that they are recorded as',
    ]);
    expect(mistakesOf('name: [\n')).toEqual([expect.stringMatching(/^line \d: /)]);
    expect(mistakesOf('just text')).toEqual([expect.stringMatching(/^line 1: /)]);
  });
});

describe('the type under which an identifier is recorded', () => {
  it('is role-mailbox for an e-mail address that belongs to a task, and otherwise the one stated', () => {
    const rules = defaultRules();
    expect(recordedType(rules, 'email', 'Info@Example.org')).toBe('role-mailbox');
    expect(recordedType(rules, 'email', 'ada@example.org')).toBe('email');
    expect(recordedType(rules, 'social-handle', 'info@example.org')).toBe('social-handle');
  });

  it('is the one stated where the rules name no role mailboxes', () => {
    const rules = parseRules('name: mine\nversion: 1\nidentifiers:\n  email: { tier: 3 }\n');
    expect(recordedType(rules, 'email', 'info@example.org')).toBe('email');
  });
});

describe("a party's identifiers", () => {
  const named = (type: string, normalised: string): { handle: string; type: string; normalised: string } => ({
    handle: `${type} ${normalised}`,
    type,
    normalised,
  });

  it('stand in the order of strength, then content, each once', () => {
    const given = [
      named('zodiac', 'x'),
      named('phone', '2'),
      named('phone', '1'),
      named('national-id', '7'),
      named('customer-number', '9'),
      named('phone', '1'),
    ];
    const expected = ['customer-number 9', 'national-id 7', 'phone 1', 'phone 2', 'zodiac x'];
    expect(orderIdentifiers(defaultRules(), given).map(({ handle }) => handle)).toEqual(expected);
    expect(orderIdentifiers(defaultRules(), given.toReversed()).map(({ handle }) => handle)).toEqual(expected);
  });
});
