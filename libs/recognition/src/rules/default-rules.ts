/**
 * The rules a fresh installation starts with. A copy with changes can be given instead: see `parseRules`.
 * They stay on the careful side: two people shown as one is worse than one person shown as two.
 */
export const DEFAULT_RULES_YAML = `# Which identifiers make one customer, and how surely.
#
# tier          1 is the strongest. Edges are considered strongest first; manual decisions come before all of them.
# limit         most values of this type one customer may have; with "per" (days), most values first seen in any such period.
# genericOver   a value shared by more persons (customers with a tier 1 identifier) than this is generic: it joins nobody.
# genericOverNames  so is one under which more names were stated (of one kind of compound below, in parties that state
#               nothing stronger), though none of them has a tier 1 identifier.
# joiningRoles  only parties in these roles (or in none) are joined by it; other roles are supporting evidence.
# window        days: a value joins two uses only when they are no further apart.
# joinsPersons  false: never joins two customers that both have a tier 1 identifier.
# joins         false: joins nobody; shown and found like any other, but supporting evidence only.
name: standard
version: 1
normaliser: 1

identifiers:
  customer-number: { label: Customer number, tier: 1, limit: 1 }
  national-id: { label: National id, tier: 1, limit: 1 }
  loyalty-card: { label: Loyalty card, tier: 2, limit: 3, genericOver: 2 }
  case-ref: { label: Case reference, tier: 2 }
  account-number: { label: Account number, tier: 3, limit: 20, joiningRoles: [owner] }
  email: { label: E-mail, tier: 3, limit: 5, per: 365, genericOver: 3, genericOverNames: 6 }
  phone: { label: Phone, tier: 4, limit: 5, per: 365, genericOver: 3, genericOverNames: 6 }
  cookie: { label: Login cookie, tier: 5, limit: 20, window: 90, joinsPersons: false }
  name-address: { label: Name and address, tier: 6 }
  name-birth: { label: 'Name, birth date and postcode', tier: 6 }
  role-mailbox: { label: Role mailbox, tier: 7, joins: false }

# Every type that is not named above.
otherIdentifiers: { label: Other identifier, tier: 5, limit: 20 }

# Identifiers made from a party's name, birth date and address. All parts must be there in full.
# Parts: given, surname, house, postcode, birthDate, street, city.
compounds:
  - { type: name-address, parts: [given, surname, house, postcode] }
  - { type: name-birth, parts: [given, surname, birthDate, postcode] }

# E-mail addresses with one of these before the @ (case, "-", "_", "." and +tags aside) belong to a task, not to a person.
# They are recorded as role-mailbox. A change counts for what is recorded from then on.
roleMailboxes:
  [info, information, office, contact, contactus, hello, hi, mail, email, post, team, all, staff, everyone,
   sales, orders, order, shop, store, booking, bookings, reservations, purchasing, procurement, marketing, newsletter,
   support, service, services, customerservice, customercare, customersupport, care, help, helpdesk, servicedesk, it,
   admin, administration, administrator, root, webmaster, postmaster, hostmaster, abuse, security, privacy, gdpr, legal,
   billing, accounts, accounting, accountspayable, finance, invoice, invoices, payments, payroll, tax,
   reception, frontdesk, secretary, secretariat, management, enquiries, enquiry, inquiries, inquiry, feedback, complaints,
   hr, jobs, careers, recruitment, recruiting, press, media, pr, returns, shipping, logistics, dispatch,
   kontakt, buero, büro, vertrieb, verkauf, verwaltung, buchhaltung, rechnung, rechnungen, bestellung, empfang,
   sekretariat, zentrale, kundenservice, kundendienst, bewerbung, presse, einkauf, datenschutz,
   contacto, ventas, administracion, facturacion, recepcion, accueil, bonjour, comptabilite, facturation, commercial,
   secretaire, informazioni, amministrazione, vendite, fatturazione, segreteria, administratie, verkoop, receptie]

# Values that stand for nobody.
blocked:
  values: ['', '-1', 'null', 'none', 'n/a', 'na', 'nil', 'anonymous', 'unknown', 'undefined', 'test']
  emailLocalParts: [noreply, no-reply, donotreply, do-not-reply]
`;
