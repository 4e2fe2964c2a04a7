import { identifierRules } from './identifier-rules.js';
import { parseRules } from './parse-rules.js';

describe('the rules of identifiers where touchpoints are recorded', () => {
  const rules = identifierRules(
    parseRules(`
name: few
version: 1
identifiers:
  customer-number: { label: Customer number, tier: 1 }
  email: { label: E-mail, tier: 3 }
  name-address: { label: Name and address, tier: 6 }
  role-mailbox: { label: Role mailbox, tier: 7, joins: false }
compounds:
  - { type: name-address, parts: [given, surname, house, postcode] }
roleMailboxes: [info]
`),
  );

  it('offer the types that people state: neither what is made of their words, nor role mailboxes', () => {
    expect(rules.statedTypes).toEqual([
      { type: 'customer-number', label: 'Customer number' },
      { type: 'email', label: 'E-mail' },
    ]);
    expect(rules.compounds.map(({ type }) => type)).toEqual(['name-address']);
  });

  it('record the mailbox of a role as one', () => {
    expect(rules.recordedType('email', 'info@example.org')).toBe('role-mailbox');
    expect(rules.recordedType('email', 'ada@example.org')).toBe('email');
  });
});
