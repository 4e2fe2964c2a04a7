import fc from 'fast-check';
import type { PersonName } from './folded-name.js';
import { foldName } from './fold-name.js';

const person = (stated: string): PersonName => {
  const folded = foldName(stated);
  if (folded?.kind !== 'person') throw new Error(`${stated} is not a person.`);
  return folded;
};

describe('folding a stated name', () => {
  it.each([
    ['Breana Cassin', 'breana', 'cassin'],
    ['Cassin, Breana', 'breana', 'cassin'],
    ['BREANA CASSIN', 'breana', 'cassin'],
    ['Mr Serge Search', 'serge', 'search'],
    ['Dr. J.R. Smith PhD', 'j r', 'smith'],
    ['Dipl.-Ing. Karl Huber', 'karl', 'huber'],
    ['Sr. Juan Pérez', 'juan', 'perez'],
    ['MÜLLER Anna-Maria', 'anna maria', 'muller'],
    ['Smith J', 'j', 'smith'],
    ["Seán O'Hara", 'sean', 'ohara'],
    ['Jan van der Berg', 'jan', 'van der berg'],
    ['Berg, Jan van der', 'jan', 'van der berg'],
    ['María de la Cruz', 'maria', 'de la cruz'],
    ['Muhammad Kovacek-Auer', 'muhammad', 'kovacek auer'],
    ['Robert "Bob" Smith', 'robert', 'smith'],
    ['Ana Sá', 'ana', 'sa'],
    ['王小明', 'xiaoming', 'wang'],
    ['王 小明', 'xiaoming', 'wang'],
    ['欧阳娜娜', 'nana', 'ouyang'],
    ['山田太郎様', 'tiantailang', 'shan'],
    ['김민수 씨', 'minsu', 'gim'],
    ['Владимир Путин', 'vladimir', 'putin'],
    ['Fenn', '', 'fenn'],
  ])('%s', (stated, given, family) => {
    expect(person(stated).given.join(' ')).toBe(given);
    expect(person(stated).family.join(' ')).toBe(family);
  });

  it.each([
    ['Edmund Thackray jr.', 'jr'],
    ['Thackray, Edmund, Jr', 'jr'],
    ['Edmund Thackray II', 'jr'],
    ['Edmund Thackray Senior', 'sr'],
    ['Edmund Thackray III', 'iii'],
    ['Edmund Thackray', undefined],
    ['Sr. Juan Pérez', undefined],
    ['Tom Junior', undefined],
  ])('reads the generation of %s', (stated, generation) => {
    expect(person(stated).generation).toBe(generation);
  });

  it.each([
    ['Joan Pettifer', 'full'],
    ['J Pettifer', 'initial'],
    ['Joan P.', 'initial'],
    ['Joan', 'single'],
  ])('tells how much %s states', (stated, completeness) => {
    expect(person(stated).completeness).toBe(completeness);
  });

  it.each([
    ['Smith & Sons Ltd', 'organisation', 'smith and sons'],
    ['The Smith and Sons Limited', 'organisation', 'smith and sons'],
    ['Müller GmbH & Co. KG', 'organisation', 'muller'],
    ['Acme S.A.', 'organisation', 'acme'],
    ['株式会社山田', 'organisation', 'shantian'],
    ['Leeds City Council', 'organisation', 'leeds city council'],
    ['Mr and Mrs Oakes', 'several', 'oakes'],
    ['Martin & Helen Oakes', 'several', 'helen martin oakes'],
  ])('compares %s whole', (stated, kind, key) => {
    expect(foldName(stated)).toEqual({ kind, key });
  });

  it.each(['', '  ', '12345', '-', 'anna@example.org', '\u200b'])('finds no name in %j', (stated) => {
    expect(foldName(stated)).toBeUndefined();
  });

  it('has an answer for every text, with letters and digits in its key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (stated) => {
        const folded = foldName(stated);
        expect(folded === undefined || folded.key.length > 0).toBe(true);
      }),
    );
  });

  it('has an answer for very long names in no time', () => {
    const start = performance.now();
    foldName('Anna Maria '.repeat(100_000));
    foldName('('.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(500);
  });
});
