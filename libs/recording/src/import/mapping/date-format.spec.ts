import { dateReader, toDate, toTimestamp } from './date-format.js';

const timestamp = (pattern: string, text: string, zone?: string): string | undefined => {
  const date = dateReader(pattern)(text);
  return date && toTimestamp(date, zone);
};
const date = (pattern: string, text: string, latestYear?: number): string | undefined => {
  const read = dateReader(pattern, latestYear)(text);
  return read && toDate(read);
};

describe('a date format', () => {
  it.each([
    ['iso', '2024-02-29T08:15:30.5+02:00', undefined, '2024-02-29T08:15:30.500+02:00'],
    ['iso', '2024-02-29 08:15', 'UTC', '2024-02-29T08:15:00+00:00'],
    ['iso', '2024-07-01', 'Europe/Berlin', '2024-07-01T00:00:00+02:00'],
    ['d.M.yyyy H:mm', '1.7.2024 9:05', 'Europe/Berlin', '2024-07-01T09:05:00+02:00'],
    ['M/d/yy h:mm a', '3/9/24 12:30 AM', 'America/New_York', '2024-03-09T00:30:00-05:00'],
    ['M/d/yy h:mm a', '3/9/24 12:30 pm', 'America/New_York', '2024-03-09T12:30:00-05:00'],
    ["dd-MMM-yyyy'T'HH:mm:ssXXX", '05-Nov-2024T23:59:59-0330', undefined, '2024-11-05T23:59:59-03:30'],
    ['yyyyMMddHHmmss', '20240102030405', 'Asia/Kolkata', '2024-01-02T03:04:05+05:30'],
  ])('%s reads %s (%s) as %s', (pattern, text, zone, expected) => {
    expect(timestamp(pattern, text, zone)).toBe(expected);
  });

  it.each([
    ['yyyy-MM-dd', '2023-02-29'],
    ['yyyy-MM-dd', '2024-13-01'],
    ['yyyy-MM-dd', '2024-1-1'],
    ['yyyyMMdd', '19080231'],
    ['HH:mm', '24:00'],
    ['d-MMM-yy', '1-Foo-24'],
    ['iso', 'yesterday'],
  ])('%s does not read %s', (pattern, text) => {
    expect(dateReader(pattern)(text)).toBeUndefined();
  });

  it('needs a zone where no offset was written', () => {
    expect(timestamp('iso', '2024-01-01T00:00:00')).toBeUndefined();
  });

  it('reads a time that the clocks skip with the offset before, and one that occurs twice as the first of the two', () => {
    expect(timestamp('iso', '2024-03-31T02:30:00', 'Europe/Berlin')).toBe('2024-03-31T02:30:00+01:00');
    expect(timestamp('iso', '2024-10-27T02:30:00', 'Europe/Berlin')).toBe('2024-10-27T02:30:00+02:00');
    expect(timestamp('iso', '2024-11-03T01:30:00', 'America/New_York')).toBe('2024-11-03T01:30:00-04:00');
  });

  it('gives as much of a date as was written', () => {
    expect(date('yyyy', '1990')).toBe('1990');
    expect(date('MM/yyyy', '05/1990')).toBe('1990-05');
    expect(date('yyyyMMdd', '19900517')).toBe('1990-05-17');
  });

  it('takes two digits for a year of the hundred that end with the latest', () => {
    expect(date('M/d/yy', '2/4/31')).toBe('2031-02-04');
    expect(date('M/d/yy', '2/4/31', 2020)).toBe('1931-02-04');
    expect(date('M/d/yy', '2/4/20', 2020)).toBe('2020-02-04');
  });
});
