import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
  ValidateIf,
  ValidateNested,
  validateSync,
  type ValidationArguments,
} from 'class-validator';
import * as fc from 'fast-check';
import { compiledValidator } from './compiled-validator.js';
import { instantiate } from './instantiate.js';

/** A constraint that reads other properties, as applications write them. */
function IsAfter(other: string) {
  return (target: object, propertyName: string) =>
    registerDecorator({
      name: 'isAfter',
      target: target.constructor,
      propertyName,
      constraints: [other],
      validator: {
        validate: (value: unknown, args?: ValidationArguments) =>
          typeof value === 'number' && value > Number(Reflect.get(args?.object ?? {}, other) ?? 0),
        defaultMessage: () => `must be more than ${other}`,
      },
    });
}

class SampleIdentifier {
  @IsIn(['phone', 'email'])
  type: string;

  @IsString()
  @IsNotEmpty({ context: { remedy: 'Leave the identifier out.' } })
  @MaxLength(20)
  value: string;
}

class SampleParty {
  @IsString()
  @Matches(/^[a-z-]+$/)
  role: string;

  @IsOptional()
  @IsString()
  @MinLength(2)
  name?: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SampleIdentifier)
  identifiers: SampleIdentifier[];

  /** Nests itself. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SampleParty)
  onBehalfOf?: SampleParty;
}

class SampleBase {
  @IsISO8601({ strict: true })
  occurredAt: string;
}

/** Uses every decorator in common use once. */
class SampleTouchpoint extends SampleBase {
  @IsInt()
  @Min(0)
  @Max(100)
  low: number;

  @IsAfter('low')
  high: number;

  @IsOptional()
  @IsBoolean()
  urgent?: boolean;

  @IsDefined()
  anything: unknown;

  @IsOptional()
  @IsObject()
  details?: Record<string, unknown>;

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @MaxLength(5, { each: true })
  topics?: string[];

  @ValidateIf((touchpoint: SampleTouchpoint) => touchpoint.urgent === true)
  @IsString()
  reason?: string;

  @IsArray()
  @ArrayMinSize(1)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SampleParty)
  parties: SampleParty[];
}

const word = fc.stringMatching(/^[a-z]{2,5}$/);
const identifier = fc.record({ type: fc.constantFrom('phone', 'email'), value: fc.string({ minLength: 1, maxLength: 20 }) });
const party = (depth: number): fc.Arbitrary<object> =>
  fc.record(
    {
      role: word,
      identifiers: fc.array(identifier, { minLength: 1, maxLength: 3 }),
      name: fc.option(fc.string({ minLength: 2 }), { nil: undefined }),
      ...(depth > 0 ? { onBehalfOf: fc.option(party(depth - 1), { nil: undefined }) } : {}),
    },
    { requiredKeys: ['role', 'identifiers'] },
  );
const good = fc
  .record(
    {
      occurredAt: fc.constantFrom('2026-11-20T09:31:00+01:00', '2024-02-29'),
      low: fc.integer({ min: 0, max: 100 }),
      high: fc.integer({ min: 101, max: 200 }),
      anything: fc.anything().filter((value) => value !== undefined && value !== null),
      parties: fc.array(party(2), { minLength: 1, maxLength: 3 }),
      urgent: fc.constantFrom(true, false, null),
      reason: word,
      details: fc.dictionary(word, fc.integer()),
      topics: fc.array(word),
    },
    { requiredKeys: ['occurredAt', 'low', 'high', 'anything', 'parties', 'reason'] },
  )
  .map((value): Record<string, unknown> => value);

/** Values of wrong types, as mistakes and attacks contain them. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    ' ',
    0,
    -1,
    1.5,
    Number.NaN,
    true,
    [],
    [[]],
    {},
    [{}],
    [null],
    [undefined],
    '2024-02-30',
    'x'.repeat(30),
  ),
  fc.constantFrom<unknown>(new Set(['a']), new Map(), Promise.resolve(1), new Date(0), new Set([{}])),
);

/** The object with one place, at any depth, changed: a value replaced, a key removed or added. */
const mutated = fc
  .tuple(
    good,
    fc.nat(),
    fc.constantFrom('replace', 'remove', 'add'),
    junk,
    fc.constantFrom('extra', 'low', 'value', 'hasOwnProperty'),
  )
  .map(([value, pick, how, replacement, added]) => {
    const copy = structuredClonePlain(value) as Record<string, unknown>;
    const places: [Record<string, unknown>, string][] = [];
    const collect = (node: unknown): void => {
      if (typeof node !== 'object' || node === null || node instanceof Set || node instanceof Map) return;
      for (const key of Object.keys(node)) {
        places.push([node as Record<string, unknown>, key]);
        if (key !== 'anything') collect(Reflect.get(node, key));
      }
    };
    collect(copy);
    const [owner, key] = places[pick % places.length] ?? [copy, 'low'];
    if (how === 'replace') owner[key] = replacement;
    else if (how === 'remove') delete owner[key];
    else owner[added] = replacement;
    return copy;
  });

function structuredClonePlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredClonePlain);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'anything' ? inner : structuredClonePlain(inner)]),
  );
}

const STRICT = { whitelist: true, forbidNonWhitelisted: true };
const instanceOf = (plain: object) => instantiate(SampleTouchpoint, plain, []);

describe('the compiled validator', () => {
  it('says yes to whatever class-validator finds no error in', () => {
    fc.assert(
      fc.property(good, (plain) => {
        expect(validateSync(instanceOf(plain), STRICT)).toEqual([]);
        expect(compiledValidator(SampleTouchpoint)(instanceOf(plain))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('never says yes where class-validator finds an error', () => {
    let refused = 0;
    let undecided = 0;
    fc.assert(
      fc.property(mutated, (plain) => {
        const errors = validateSync(instanceOf(plain), STRICT);
        const yes = compiledValidator(SampleTouchpoint)(instanceOf(plain));
        if (errors.length > 0) refused++;
        else if (!yes) undecided++;
        expect(yes ? errors : []).toEqual([]);
      }),
      { numRuns: 600 },
    );
    // The mutations are effective, and falling back to class-validator is rare.
    expect(refused).toBeGreaterThan(150);
    expect(undecided).toBeLessThan(refused / 2);
  });

  it('builds the instances that class-transformer builds', () => {
    fc.assert(
      fc.property(good, (plain) => {
        const { anything: _, ...rest } = plain;
        const [ours, theirs] = [instanceOf(rest), plainToInstance(SampleTouchpoint, rest)];
        expect(ours).toEqual(theirs);
        expect(ours.parties[0]).toBeInstanceOf(SampleParty);
      }),
      { numRuns: 50 },
    );
  });
});
