import { mailboxTest } from './mailbox-names.js';
import { createNormaliser, displayOf, shownAs } from './normalise-identifier.js';

const normalise = createNormaliser({ region: 'GB' });

describe('normalising an identifier', () => {
  it.each([
    ['phone', '+44 20 7946 0018', '+442079460018'],
    ['phone', '020 7946 0018', '+442079460018'],
    ['phone', '0044 (0)20-7946.0018', '+442079460018'],
    ['phone', '＋４４ ２０ ７９４６ ００１８', '+442079460018'],
    ['phone', '+1 (415) 555-2671', '+14155552671'],
    ['email', ' Ada.Byron+Shop@Example.ORG ', 'ada.byron+shop@example.org'],
    ['email', 'ａｄａ@example.org', 'ada@example.org'],
    ['email', 'info@example.org', 'info@example.org'],
    ['role-mailbox', ' Info+Web@Example.ORG ', 'info+web@example.org'],
    ['customer-number', 'k 1002-x', 'K1002X'],
    ['customer-number', '00017', '00017'],
    ['case-ref', 'C-1002', 'C1002'],
    ['account-number', 'gb82 west 1234', 'GB82WEST1234'],
    ['something-new', 'Łódź 7', 'ŁÓDŹ7'],
    ['cookie', ' aB-c_1 ', 'aB-c_1'],
    ['customer-number', 'A\u0000B\ud800C7', 'ABC7'],
    ['customer-number', '1002.0', '1002'],
    ['case-ref', '1001,00', '1001'],
    ['customer-number', 'WALK-IN', 'WALKIN'],
    ['iban', 'de89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
  ])('%s %j is %j', (type, value, normalised) => {
    expect(normalise({ type, value })).toBe(normalised);
  });

  it.each([
    '',
    '   ',
    '0',
    '000000',
    '00-00 00',
    '-1',
    ' (none) ',
    'NULL',
    'Unknown',
    'anonymous',
    'N/A',
    'test',
    '---',
    '\u0000',
  ])('ignores %j in every type', (value) => {
    for (const type of ['phone', 'email', 'customer-number', 'cookie', 'something-new']) {
      expect(normalise({ type, value })).toBeUndefined();
    }
  });

  it.each(['noreply@example.org', 'No-Reply@example.org', 'do_not.reply@x.example', 'noreply+17@example.org'])(
    'ignores the e-mail %j',
    (value) => {
      expect(normalise({ type: 'email', value })).toBeUndefined();
    },
  );

  it('ignores a role mailbox that nobody reads', () => {
    expect(normalise({ type: 'role-mailbox', value: 'no-reply@example.org' })).toBeUndefined();
  });

  it.each(['1234', '12345', 'ext', '+'])('ignores the phone %j, of which too little is left', (value) => {
    expect(normalise({ type: 'phone', value })).toBeUndefined();
  });

  it('takes further blocked values and another region from its options', () => {
    const german = createNormaliser({ region: 'de', blocked: { values: ['Walk-In'], emailLocalParts: ['shop'] } });
    expect(german({ type: 'phone', value: '030 901820' })).toBe('+4930901820');
    expect(german({ type: 'customer-number', value: 'WALK-IN' })).toBeUndefined();
    expect(german({ type: 'email', value: 'shop@example.org' })).toBeUndefined();
    expect(german({ type: 'email', value: 'noreply@example.org' })).toBeUndefined();
  });

  it('leaves a derived identifier as it is', () => {
    expect(normalise({ type: 'name-address', value: 'ada|byron|1', derived: true })).toBe('ada|byron|1');
  });
});

describe('showing an identifier', () => {
  it.each([
    ['phone', '02079460018', '+44 20 7946 0018'],
    ['phone', '020 7946 0018 ext 12', '+44 20 7946 0018 ext. 12'],
    ['email', 'Ada@Example.org', 'ada@example.org'],
    ['role-mailbox', 'Info@Example.org', 'info@example.org'],
    ['case-ref', ' C-1002 ', 'C-1002'],
  ])('%s %j is shown as %j', (type, value, expected) => {
    expect(shown(type, value)).toBe(expected);
  });
});

describe('a role mailbox', () => {
  const isRoleMailbox = mailboxTest(['info', 'customer-service', 'büro']);

  it.each([
    'info@example.org',
    ' INFO@example.org',
    'info+web@example.org',
    'ｉｎｆｏ@example.org',
    'CustomerService@example.org',
    'customer.service@example.org',
    'büro@example.org',
  ])('is %j', (address) => {
    expect(isRoleMailbox(address)).toBe(true);
  });

  it.each(['infos@example.org', 'ada.info@example.org', 'ada+info@example.org', 'ada@info.example', 'info', '@info', ''])(
    'is not %j',
    (address) => {
      expect(isRoleMailbox(address)).toBe(false);
    },
  );
});

function shown(type: string, value: string): string {
  const normalised = normalise({ type, value }) ?? '';
  return shownAs({ type, value }, normalised) ?? displayOf(type, normalised);
}
