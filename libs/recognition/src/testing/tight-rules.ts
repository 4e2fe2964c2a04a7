import { parseRules } from '../rules/parse-rules.js';
import type { Rules } from '../rules/rules.js';

/** Rules tighter than the standard, so that small examples meet every limit. */
export function tightRules(): Rules {
  return parseRules(`
name: tight
version: 1
identifiers:
  customer-number: { tier: 1, limit: 1 }
  national-id: { tier: 1, limit: 1 }
  loyalty-card: { tier: 2, limit: 2, genericOver: 2 }
  case-ref: { tier: 2 }
  account-number: { tier: 3, limit: 20, joiningRoles: [owner] }
  email: { tier: 3, limit: 2, per: 365, genericOverNames: 1 }
  phone: { tier: 4, limit: 3, per: 365, genericOver: 2, genericOverNames: 2 }
  cookie: { tier: 5, limit: 20, window: 90, joinsPersons: false }
  name-address: { tier: 6 }
  name-birth: { tier: 6 }
  role-mailbox: { tier: 7, joins: false }
otherIdentifiers: { tier: 5, limit: 20 }
compounds:
  - { type: name-address, parts: [given, surname, house, postcode] }
  - { type: name-birth, parts: [given, surname, birthDate] }
`);
}
