/**
 * The rules a fresh installation starts with. A copy with changes can be given instead: see `parseRules`.
 * They stay on the careful side: two people shown as one is worse than one person shown as two.
 */
export const DEFAULT_RULES_YAML = `# Which identifiers make one customer, and how surely.
#
# tier          1 is the strongest. Edges are considered strongest first; manual decisions come before all of them.
# limit         most values of this type one customer may have; with "per" (days), most values first seen in any such period.
# genericOver   a value shared by more persons (customers with a tier 1 identifier) than this is generic: it joins nobody.
# joiningRoles  only parties in these roles (or in none) are joined by it; other roles are supporting evidence.
# window        days: a value joins two uses only when they are no further apart.
# joinsPersons  false: never joins two customers that both have a tier 1 identifier.
name: standard
version: 1
normaliser: 1

identifiers:
  customer-number: { label: Customer number, tier: 1, limit: 1 }
  national-id: { label: National id, tier: 1, limit: 1 }
  loyalty-card: { label: Loyalty card, tier: 2, limit: 3, genericOver: 2 }
  case-ref: { label: Case reference, tier: 2 }
  account-number: { label: Account number, tier: 3, limit: 20, joiningRoles: [owner] }
  email: { label: E-mail, tier: 3, limit: 5, per: 365, genericOver: 3 }
  phone: { label: Phone, tier: 4, limit: 5, per: 365, genericOver: 3 }
  cookie: { label: Login cookie, tier: 5, limit: 20, window: 90, joinsPersons: false }
  name-address: { label: Name and address, tier: 6 }
  name-birth: { label: 'Name, birth date and postcode', tier: 6 }

# Every type that is not named above.
otherIdentifiers: { label: Other identifier, tier: 5, limit: 20 }

# Identifiers made from a party's name, birth date and address. All parts must be there in full.
# Parts: given, surname, house, postcode, birthDate, street, city.
compounds:
  - { type: name-address, parts: [given, surname, house, postcode] }
  - { type: name-birth, parts: [given, surname, birthDate, postcode] }

# Values that stand for nobody.
blocked:
  values: ['', '-1', 'null', 'none', 'n/a', 'na', 'nil', 'anonymous', 'unknown', 'undefined', 'test']
  emailLocalParts: [noreply, no-reply, donotreply, do-not-reply]
`;
