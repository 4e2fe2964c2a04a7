/**
 * Words before the extension of a telephone number, for numbers such as `+44 20 7946 0005 ext 12`. To add one, add it here.
 *
 * Sources: RFC 3966 (`;ext=`); ITU-T E.123 (extension); Google's libphonenumber, `PhoneNumberUtil.createExtnPattern`; the words of
 * other languages as printed on business cards.
 */
export const EXTENSION_WORDS: readonly string[] = [
  ...['extension', 'extn', 'ext', 'xtn', 'x', '#', 'int', 'local'],
  ...['durchwahl', 'durchw', 'dw', 'nebenstelle', 'nst', 'klappe', 'kl', 'apparat', 'app'],
  ...['poste', 'interne', 'extensión', 'anexo', 'interno', 'ramal', 'derivazione', 'toestel', 'tst'],
  ...[
    'anknytning',
    'ankn',
    'lokal',
    'lokalnummer',
    'alanumero',
    'alanro',
    'wewnętrzny',
    'wewn',
    'wew',
    'linka',
    'klapka',
    'mellék',
    'interior',
    'вътр',
    'доб',
    'добавочный',
    'вн',
    'внутренний',
    'дод',
    'εσωτ',
    'εσωτερικό',
    'dahili',
    'داخلی',
    'تحويلة',
    'שלוחה',
  ],
  ...['分机', '分機', '转', '轉', '内線', '内线', '内', '내선', 'máy lẻ', 'ต่อ', 'samb'],
];
