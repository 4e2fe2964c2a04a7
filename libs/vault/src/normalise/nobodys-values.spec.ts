import * as fc from 'fast-check';
import { PLACEHOLDER_MAILBOXES } from './data/placeholder-mailboxes.js';
import { WITHHELD_NUMBERS, WITHHELD_WORDS } from './data/withheld-numbers.js';
import { WORDS_FOR_NONE } from './data/words-for-none.js';
import { createNormaliser, identifierReader } from './normalise-identifier.js';

const read = identifierReader({ region: 'GB' });
const normalise = createNormaliser({ region: 'GB' });
const reason = (type: string, value: string): string | undefined => {
  const reading = read({ type, value });
  return 'nobodys' in reading ? reading.nobodys : undefined;
};
const TYPES = [
  'phone',
  'email',
  'customer-number',
  'national-id',
  'loyalty-card',
  'account-number',
  'case-ref',
  'cookie',
  'social-handle',
];

describe('a word for none', () => {
  it('is known in more than twenty languages', () => {
    expect(Object.keys(WORDS_FOR_NONE).length).toBeGreaterThan(20);
  });

  it.each(Object.entries(WORDS_FOR_NONE))(
    'in %s identifies nobody, of whatever type and however written',
    (_, { none, noEmail = [], noPhone = [] }) => {
      for (const word of [...none, ...noEmail, ...noPhone])
        for (const value of [word, word.toUpperCase(), ` ${word}. `, `(${word})`, `*${word}*`, `\u200b${word}`])
          for (const type of TYPES) expect([type, value, reason(type, value)]).toEqual([type, value, expect.any(String)]);
    },
  );

  it.each(['{{email}}', '${phone}', '%%EMAIL%%', '%EMAIL%', '<email>', '[customer number]', '#{cookie}'])(
    'such as the field %s that was not filled in identifies nobody',
    (value) => {
      for (const type of TYPES) expect([type, reason(type, value)]).toEqual([type, expect.any(String)]);
    },
  );
});

describe('an e-mail address that is nobody’s', () => {
  it.each([
    'noemail@noemail.com',
    'NoEmail@NoEmail.com',
    'no-email@example.org',
    'no.email+1@example.org',
    'test@test.com',
    'test1@test.com',
    'test@example.org',
    'none@none.com',
    'none@example.org',
    'na@na.com',
    'nada@nada.com',
    'aa@aa.com',
    'xxx@xxx.com',
    'x@x.co.uk',
    'a@b.com',
    'abc@abc.com',
    'asdf@asdf.com',
    'user@domain.com',
    'name@company.com',
    'youremail@domain.com',
    'ada@noemail.com',
    'ada@no-email.co.uk',
    'ada@something.invalid',
    'keine-email@web.example',
    'keinemail@keinemail.de',
    'sincorreo@sincorreo.com',
    'pasdemail@example.org',
    'nomail@nomail.com',
    'declined@shop.example',
    'unknown@unknown.com',
    'noreply@example.org',
    'do-not-reply@example.org',
    '"No Email" <noemail@noemail.com>',
    'mailto:noemail@noemail.com',
  ])('such as %j', (value) => {
    expect(reason('email', value)).toBe('placeholder');
  });

  it.each(['declined', 'x', 'ada@', 'customer has none', 'ada at example.org', '07700 900101'])(
    'such as %j, which is no address',
    (value) => {
      expect(reason('email', value)).toEqual(expect.stringMatching(/^(shape|none)$/));
    },
  );

  it.each([
    'nada@example.org',
    'mueller@mueller.de',
    'aa@example.org',
    'ada@none.example',
    'tester.ada@example.org',
    'a@x.org',
    'me@ada.org',
    'no@ada.org',
  ])('is not %j', (value) => {
    expect(normalise({ type: 'email', value })).toBe(value);
  });
});

describe('a telephone number that is nobody’s', () => {
  it.each([
    '+266696687',
    '266696687',
    '00266696687',
    '+7378742833',
    '+2562533',
    '+8656696',
    '+86282452253',
    '+86 282 452 253',
    '1266696687',
    '+1266696687',
    '+7748283',
    '+94844353',
  ])('such as %j, which stands for a withheld one', (value) => {
    expect(reason('phone', value)).toBe('withheld');
  });

  it.each([
    '07000000000',
    '+44 7000 000000',
    '07777777777',
    '07777 777777',
    '07700 000000',
    '01234567890',
    '01234 567890',
    '0123456789',
    '1234567890',
    '0987654321',
    '07123456789',
    '+33 6 12 34 56 78',
    '+33 6 00 00 00 00',
    '+1 111 111 1111',
    '+1 555 555 5555',
    '+49 170 0000000',
  ])('such as %j, a placeholder', (value) => {
    expect(reason('phone', value)).toBe('placeholder');
  });

  it.each(['4.47911E+11', '4,47911E+11', '4.47911e11', '"4.47911E+11"', '4E+11', '-4.5E+11'])(
    'such as %j, which a spreadsheet rounded',
    (value) => {
      for (const type of TYPES) expect(reason(type, value)).toBe('spreadsheet');
    },
  );

  it.each([
    '+11 415 555 0177',
    '+114155550177',
    '0011 415 555 0177',
    '11 415 555 0177',
    '12',
    '999',
    '+44 20',
    '+44 20 7946 0005 0005 0005',
    '+4444 20 7946 0005',
    '+999 123 4567890',
    '020 7946 0018 / 07700 900123',
    'call the office',
    'ada@example.org',
  ])('such as %j, which no telephone has', (value) => {
    expect(reason('phone', value)).toBe('shape');
  });

  it.each([
    ['+49 151 12345678', '+4915112345678'],
    ['07911 123456', '+447911123456'],
    ['+44 20 7946 0000', '+442079460000'],
    ['0800 1111', '+448001111'],
    ['07378 742833', '+447378742833'],
  ])('is not %j', (value, number) => {
    expect(normalise({ type: 'phone', value })).toBe(number);
  });
});

describe('a telephone number as spreadsheets and people write it', () => {
  it.each([
    ['447911123456.0', '+447911123456'],
    ['447911123456,00', '+447911123456'],
    ["'+447911000222", '+447911000222'],
    ['="+447911000222"', '+447911000222'],
    ['7911000333', '+447911000333'],
    ['tel:+44-7911-000222', '+447911000222'],
    ['\u202a+44 7911 000222\u202c', '+447911000222'],
    ['4915112345678', '+4915112345678'],
    ['49 151 12345678', '+4915112345678'],
    ['33612345679', '+33612345679'],
    ['6591234568', '+6591234568'],
    ['4915112345678.0', '+4915112345678'],
    ['14155550177', '+14155550177'],
  ])('%j is %j', (value, number) => {
    expect(normalise({ type: 'phone', value })).toBe(number);
  });

  it.each([
    ['447911123456', '+447911123456'],
    ['447911123456', '+49447911123456', 'DE'],
    ['491511234567', undefined],
    ['442079460018', '+442079460018'],
  ])('%j is %j where it is read at home', (value, number, region = 'GB') => {
    expect(createNormaliser({ region })({ type: 'phone', value })).toBe(number);
  });

  it.each([
    '+44 20 7946 0005 ext 12',
    '+44 20 7946 0005 ext. 12',
    '020 7946 0005 Ext.12',
    '+44 20 7946 0005 extension 12',
    '+44 20 7946 0005 x12',
    '+44 20 7946 0005x12',
    '+44 20 7946 0005;ext=12',
    'tel:+44-20-7946-0005;ext=12',
    '+44 20 7946 0005 #12',
    '+44 20 7946 0005 (ext 12)',
    '+44 (0)20 7946 0005 Durchwahl 12',
    '+44 20 7946 0005 DW 12',
    '+44 20 7946 0005 poste 12',
    '+44 20 7946 0005 int. 12',
    '+44 20 7946 0005 ramal 12',
    '+44 20 7946 0005 wewn. 12',
    '+44 20 7946 0005 доб. 12',
    '+44 20 7946 0005 内線12',
    '+44 20 7946 0005 转 12',
    '+44 20 7946 0005, toestel 12',
  ])('%j is another telephone than the number without extension', (value) => {
    expect(normalise({ type: 'phone', value })).toBe('+442079460005x12');
  });
});

describe('a number that is nobody’s', () => {
  it.each([
    ['account-number', 'x'],
    ['account-number', 'NaN'],
    ['account-number', 'unknown'],
    ['account-number', '12345678'],
    ['account-number', '11111111'],
    ['account-number', 'SAVINGS'],
    ['iban', 'x'],
    ['iban', 'DE00 0000 0000 0000 0000 00'],
    ['iban', 'DE12 3704 0044 0532 0130 00'],
    ['customer-number', '0000'],
    ['customer-number', 'K-0000'],
    ['customer-number', '999999'],
    ['customer-number', '99-99-99'],
    ['customer-number', 'XXXX'],
    ['customer-number', 'xx-xx'],
    ['customer-number', '123456'],
    ['customer-number', '9876543210'],
    ['customer-number', '-1'],
    ['customer-number', '#REF!'],
    ['national-id', '123-45-6789'],
    ['national-id', '078-05-1120'],
    ['national-id', 'QQ 12 34 56 C'],
    ['national-id', '111 11 1111'],
    ['national-id', 'PASSPORT'],
    ['loyalty-card', '1234 5678 9012 3456'],
    ['loyalty-card', '9999 9999 9999 9999'],
    ['case-ref', '999999'],
    ['case-ref', 'xxx'],
    ['cookie', 'undefined'],
    ['cookie', 'xxxxxxxx'],
    ['cookie', '00000000-0000-0000-0000-000000000000'],
    ['cookie', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['cookie', '[object Object]'],
  ])('%s %j', (type, value) => {
    expect(reason(type, value)).toEqual(expect.any(String));
  });

  it.each([
    ['customer-number', '7'],
    ['customer-number', '11'],
    ['customer-number', '1234'],
    ['customer-number', '12345'],
    ['customer-number', 'WALK-IN'],
    ['customer-number', '100000'],
    ['case-ref', '1001'],
    ['case-ref', '1111'],
    ['case-ref', '12345'],
    ['account-number', 'A-17'],
    ['account-number', 'GB33 BUKB 2020 1555 5555 55'],
    ['iban', 'GB33 BUKB 2020 1555 5555 55'],
    ['cookie', 'aB-c_1'],
  ])('is not %s %j', (type, value) => {
    expect(reason(type, value)).toBeUndefined();
  });
});

describe('the rules’ own blocked values', () => {
  it('are blocked as the telephone number or address that they are, too', () => {
    const own = createNormaliser({
      region: 'GB',
      blocked: { values: ['020 7946 0000', 'Shop@Example.org', 'K-77'], emailLocalParts: [] },
    });
    for (const value of ['020 7946 0000', '+44 20 7946 0000', '0044 (0)20 79460000'])
      expect(own({ type: 'phone', value })).toBeUndefined();
    for (const value of ['shop@example.org', '"Shop" <SHOP@example.org>']) expect(own({ type: 'email', value })).toBeUndefined();
    for (const value of ['K-77', 'k77', ' K 77 ']) expect(own({ type: 'customer-number', value })).toBeUndefined();
    expect(own({ type: 'customer-number', value: 'K-78' })).toBe('K78');
  });
});

describe('normalising', () => {
  const type = fc.constantFrom(...TYPES, 'iban', 'role-mailbox');
  const address = fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), fc.domain())
    .map(([local, domain]) => `${local}@${domain}`);
  const number = fc
    .tuple(
      fc.constantFrom('', '+', '00', '0', '+44', '+49', '+1'),
      fc.stringMatching(/^[0-9 ()./-]{4,14}$/),
      fc.constantFrom('', ' ext 7', 'x12', '#3'),
    )
    .map((parts) => parts.join(''));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.emailAddress(),
    address,
    number,
    fc.stringMatching(/^[A-Z]{0,2}[0-9]{1,9}[.,]?0{0,2}$/),
  );

  it('twice is once, for any text', () => {
    fc.assert(
      fc.property(type, text, (each, value) => {
        const once = normalise({ type: each, value });
        fc.pre(once !== undefined);
        expect(normalise({ type: each, value: once ?? '' })).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  const words = Object.values(WORDS_FOR_NONE).flatMap(({ none, noEmail = [], noPhone = [] }) => [
    ...none,
    ...noEmail,
    ...noPhone,
  ]);
  const around = fc.constantFrom('', ' ', '\t', '\u200b', '\u00a0', '"', '*', '(', ')', '.', '!', '\ufeff');
  const mixedCase = (value: string): fc.Arbitrary<string> =>
    fc
      .array(fc.boolean(), { minLength: value.length, maxLength: value.length })
      .map((upper) => Array.from(value, (letter, at) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase())).join(''));
  const spelled = (values: readonly string[]): fc.Arbitrary<string> =>
    fc.tuple(around, fc.constantFrom(...values).chain(mixedCase), around).map((parts) => parts.join(''));

  it('finds what stands for none in every spelling of it', () => {
    fc.assert(
      fc.property(type, spelled(words), (each, value) => expect(normalise({ type: each, value })).toBeUndefined()),
      { numRuns: 1_000 },
    );
  });

  it('finds placeholder mailboxes in every way of writing an address', () => {
    const mailbox = fc.oneof(
      fc.constantFrom(...PLACEHOLDER_MAILBOXES.localParts).map((local) => `${local}@shop.example`),
      fc.constantFrom(...PLACEHOLDER_MAILBOXES.domains).map((domain) => `ada@${domain}.com`),
      fc.constantFrom(...PLACEHOLDER_MAILBOXES.onBothSides).map((each) => `${each}@${each}.com`),
      fc.constantFrom(...PLACEHOLDER_MAILBOXES.addresses),
    );
    const written = fc.constantFrom<(address: string) => string>(
      (value) => value,
      (value) => value.toUpperCase(),
      (value) => `"Ada Byron" <${value}>`,
      (value) => `mailto:${value}`,
      (value) => ` '${value}';`,
      (value) => value.replace('@', '\u200b@'),
      (value) => value.replace('@', '+tag@'),
    );
    fc.assert(
      fc.property(mailbox, written, (value, write) => expect(reason('email', write(value))).toBe('placeholder')),
      { numRuns: 1_000 },
    );
  });

  it('finds withheld numbers with plus, zeros or neither, and with anything between the digits', () => {
    const codes = [...WITHHELD_NUMBERS, '266696687', '7378742833', '2562533', '8656696', '86282452253'];
    const between = fc.array(fc.constantFrom('', ' ', '-', '.', '\u00a0'), { minLength: 11, maxLength: 11 });
    expect(WITHHELD_WORDS.length).toBeGreaterThanOrEqual(5);
    fc.assert(
      fc.property(fc.constantFrom('+', '00', ''), fc.constantFrom(...codes), between, (before, code, gaps) => {
        const value = before + Array.from(code, (digit, at) => digit + (gaps[at] ?? '')).join('');
        expect(reason('phone', value)).toBe('withheld');
      }),
    );
  });

  it('finds a phone placeholder in each of its spellings: at home, abroad, with or without blanks', () => {
    const spellings = (national: string): string[] => [
      `0${national}`,
      `+44${national}`,
      `0044${national}`,
      `+44 (0)${national}`,
      `0${national.slice(0, 4)} ${national.slice(4)}`,
      `44${national}.0`,
    ];
    for (const national of ['7000000000', '7777777777', '1234567890', '7123456789', '7700000000'])
      for (const value of spellings(national)) expect([value, reason('phone', value)]).toEqual([value, 'placeholder']);
  });
});
