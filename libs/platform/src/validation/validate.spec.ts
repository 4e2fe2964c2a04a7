import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Matches, Min, ValidateNested } from 'class-validator';
import { InvalidError, validate } from './validate.js';

class Identifier {
  @IsIn(['phone', 'email'])
  type: string;

  @IsString()
  @IsNotEmpty({ context: { remedy: 'Leave the identifier out.' } })
  value: string;
}

class Party {
  @Matches(/^[a-z-]+$/)
  role: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Identifier)
  identifiers: Identifier[];
}

class Touchpoint {
  @Min(0)
  low: number;

  @IsOptional()
  @IsString({ each: true })
  topics?: string[];

  @IsArray()
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => Party)
  parties: Party[];
}

class PageQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  limit?: number;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsString({ each: true })
  kinds?: string[];
}

class CountQuery {
  @Type(() => Number)
  @IsInt()
  count: number;
}

const plain = {
  low: 1,
  parties: [{ role: 'caller', identifiers: [{ type: 'phone', value: '1' }] }],
};

function problemsOf(value: unknown) {
  try {
    validate(Touchpoint, value);
  } catch (error) {
    if (error instanceof InvalidError) return error.errors;
    throw error;
  }
  return [];
}

describe('validating', () => {
  it('gives an instance of the class', () => {
    expect(validate(Touchpoint, plain)).toBeInstanceOf(Touchpoint);
    expect(validate(Touchpoint, plain).parties[0]).toBeInstanceOf(Party);
  });

  it('names every field that is wrong by its path, without its value', () => {
    const value = {
      ...plain,
      low: -1,
      parties: [plain.parties[0], { role: 'Ada Byron!', identifiers: [{ type: 'phone', value: '' }] }],
    };
    expect(problemsOf(value)).toEqual([
      { field: 'low', problem: 'low must not be less than 0' },
      { field: 'parties[1].role', problem: 'role must match /^[a-z-]+$/ regular expression' },
      { field: 'parties[1].identifiers[0].value', problem: 'value should not be empty', remedy: 'Leave the identifier out.' },
    ]);
    expect(JSON.stringify(problemsOf(value))).not.toContain('Ada');
  });

  it('suggests the name that was meant', () => {
    expect(problemsOf({ ...plain, topcis: [] })).toEqual([
      { field: 'topcis', problem: 'is not a known property', remedy: 'Did you mean topics?' },
    ]);
    expect(problemsOf({ ...plain, zzzzzz: [] })).toEqual([
      { field: 'zzzzzz', problem: 'is not a known property', remedy: 'Leave it out.' },
    ]);
  });

  it('names at most 20 problems', () => {
    expect(problemsOf({ ...plain, parties: Array.from({ length: 10_000 }, () => ({})) })).toHaveLength(20);
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty', 'toString'])('refuses a property named %s, at any depth', (name) => {
    const sneaky: unknown = JSON.parse(`{"${name}": null}`);
    const top = Object.defineProperties({ ...plain }, Object.getOwnPropertyDescriptors(sneaky as object));
    expect(problemsOf(top)).toContainEqual(expect.objectContaining({ field: name }));
    expect(
      problemsOf({
        ...plain,
        parties: [Object.defineProperties({ ...plain.parties[0] }, Object.getOwnPropertyDescriptors(sneaky as object))],
      }),
    ).toContainEqual(expect.objectContaining({ field: `parties[0].${name}` }));
  });

  it.each([[null], ['text'], [[]], [undefined], [7]])('refuses %j, which is no object', (value) => {
    expect(problemsOf(value)).toEqual([expect.objectContaining({ field: '', problem: 'must be a JSON object' })]);
  });

  it('converts query strings as their types say', () => {
    expect(validate(CountQuery, { count: '5' })).toEqual({ count: 5 });
    expect(validate(PageQuery, Object.assign(Object.create(null), { limit: '5', kinds: 'call,email' }))).toEqual({
      limit: 5,
      kinds: ['call', 'email'],
    });
    expect(() => validate(CountQuery, { count: 'five' })).toThrow(InvalidError);
  });
});
