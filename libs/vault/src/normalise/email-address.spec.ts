import { emailAddress } from './email-address.js';

const ADA = 'ada@x.example';

describe('an e-mail address', () => {
  it.each([
    ['as it is', 'ada@x.example'],
    ['in capitals', 'ADA@X.EXAMPLE'],
    ['with a display name', 'Ada Byron <ada@x.example>'],
    ['with a quoted display name', '"Byron, Ada" <ada@x.example>'],
    ['with an address as its display name', '"ada@old.example" <ada@x.example>'],
    ['in angle brackets', '<ada@x.example>'],
    ['in quotes', '"ada@x.example"'],
    ['in single quotes', "'ada@x.example'"],
    ['in curly quotes', '“ada@x.example”'],
    ['in brackets', '[ada@x.example]'],
    ['in parentheses', '(ada@x.example)'],
    ['with a comment', 'ada@x.example (Ada Byron)'],
    ['with mailto:', 'mailto:ada@x.example'],
    ['with MAILTO: and a subject', 'MAILTO:ada@x.example?subject=Hello'],
    ['escaped after mailto:', 'mailto:ada%40x.example'],
    ['with smtp:, as exchanges export it', 'SMTP:ada@x.example'],
    ['as Outlook copies it', 'ada@x.example<mailto:ada@x.example>'],
    ['as Markdown writes it', '[ada@x.example](mailto:ada@x.example)'],
    ['after a label', 'E-Mail: ada@x.example'],
    ['after a label without a blank', 'email:ada@x.example'],
    ['after a name', 'Ada Byron ada@x.example'],
    ['with a semicolon', 'ada@x.example;'],
    ['with a comma', 'ada@x.example,'],
    ['with a full stop', 'ada@x.example.'],
    ['with an exclamation mark', 'ada@x.example!'],
    ['with a leading apostrophe, the text mark of spreadsheets', "'ada@x.example"],
    ['twice', 'ada@x.example; ADA@x.example'],
    ['with a quoted local part', '"ada"@x.example'],
    ['with blanks around the @', 'ada @ x.example'],
    ['with a zero-width space', 'ada\u200b@x.example'],
    ['with a byte order mark', '\ufeffada@x.example'],
    ['with a soft hyphen', 'a\u00adda@x.example'],
    ['with marks of direction', '\u202aada@x.example\u202c'],
    ['with a no-break space', '\u00a0ada@x.example\u00a0'],
    ['full-width', 'ａｄａ＠ｘ．ｅｘａｍｐｌｅ'],
    ['with a tab', '\tada@x.example\t'],
  ])('is found %s', (_, text) => {
    expect(emailAddress(text)).toBe(ADA);
  });

  it.each([
    ['ada@müller.example', 'ada@müller.example'],
    ['ada@xn--mller-kva.example', 'ada@müller.example'],
    ['ADA@XN--MLLER-KVA.example', 'ada@müller.example'],
    ['ada@MÜLLER.example', 'ada@müller.example'],
    ['ada@mu\u0308ller.example', 'ada@müller.example'],
    ['小明@例え.example', '小明@例え.example'],
    ['ada@例え。example', 'ada@例え.example'],
    ["o'brien@x.example", "o'brien@x.example"],
    ['ada.byron+shop@x.example', 'ada.byron+shop@x.example'],
    ['_ada_@x.example', '_ada_@x.example'],
  ])('%j is %j', (text, address) => {
    expect(emailAddress(text)).toBe(address);
  });

  it.each([
    '',
    'x',
    'declined',
    '@',
    '@x.example',
    'ada@',
    'ada@x',
    'ada@localhost',
    'ada@x.e',
    'ada@x..example',
    'ada@-x.example',
    'ada@x.example1',
    'ada@192.168.1.1',
    'ada@@x.example',
    'ada byron',
    '-@x.example',
    '"ada byron"@x.example',
    'ada@x.example; grace@x.example',
    'ada@x.example, grace@y.example',
    `${'a'.repeat(65)}@x.example`,
    `ada@${'a'.repeat(64)}.example`,
    `${'a@'.repeat(400)}x.example`,
  ])('is not in %j', (text) => {
    expect(emailAddress(text)).toBeUndefined();
  });
});
