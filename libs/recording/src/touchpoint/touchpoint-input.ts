import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { CaseStatus, Direction } from '#events';
import { IsCode, IsText } from '#platform';
import { Documented, DocumentedOptional } from '#slice';
import { CASE_STATUSES, DIRECTIONS } from './codes.js';
import { IsBirthDate, IsCurrency, IsOccurredAt } from './touchpoint-constraints.js';

const CODE = /^[\p{L}\p{N}][\p{L}\p{N} ._:/&+-]*$/u;
const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;

export class IdentifierBody {
  @Documented({ example: 'phone' })
  @MaxLength(40)
  @Matches(/^[a-z][a-z0-9-]*$/, { message: '$property must be lower-case letters, digits and hyphens, such as "email"' })
  type: string;

  @Documented({ example: '+44 20 7946 0018' })
  @IsCode(320)
  value: string;

  @DocumentedOptional({
    description: 'How the party relates to it, where that matters: owner or user of an account.',
    example: 'owner',
  })
  @IsOptional()
  @IsCode(40)
  role?: string;
}

export class AddressBody {
  @DocumentedOptional({ type: [String], example: ['1 Mill Lane'] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(6)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  lines?: string[];

  @DocumentedOptional({ example: 'CB1 2AB' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  postcode?: string;

  @DocumentedOptional({ example: 'Cambridge' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  city?: string;

  @DocumentedOptional()
  @IsOptional()
  @IsString()
  @MaxLength(100)
  region?: string;

  @DocumentedOptional({ description: 'ISO 3166-1 alpha-2', example: 'GB' })
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: '$property must be two capital letters (ISO 3166-1), such as "GB"' })
  country?: string;
}

export class PartyBody {
  @Documented({ example: 'caller' })
  @IsCode(40)
  role: string;

  @DocumentedOptional({ example: 'Ada Byron' })
  @IsOptional()
  @IsText(200)
  name?: string;

  @DocumentedOptional({
    description: 'YYYY-MM-DD, YYYY-MM or YYYY, not before 1800 and not in the future',
    example: '1815-12-10',
  })
  @IsOptional()
  @IsBirthDate()
  birthDate?: string;

  @DocumentedOptional({ type: [IdentifierBody], description: 'May be left out where a name is given.' })
  @IsArray()
  @ArrayMaxSize(50)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => IdentifierBody)
  identifiers: IdentifierBody[] = [];

  @DocumentedOptional({ type: AddressBody })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AddressBody)
  address?: AddressBody;
}

export class AmountBody {
  @Documented({ description: 'Decimal string', example: '12.50' })
  @Matches(DECIMAL, { message: '$property must be a decimal number in a string, such as "12.50"' })
  value: string;

  @Documented({ description: 'ISO 4217', example: 'GBP' })
  @IsCurrency()
  currency: string;
}

export class CaseBody {
  @Documented({ example: 'C-1002' })
  @IsCode(100)
  ref: string;

  @DocumentedOptional({ enum: CASE_STATUSES, default: 'updated' })
  @IsOptional()
  @IsIn(CASE_STATUSES)
  status?: CaseStatus;
}

/** A touchpoint as it is sent: over HTTP, as a line of NDJSON, by the import. */
export class TouchpointBody {
  @Documented({
    description: 'The system it comes from. With externalId, the identity of the touchpoint.',
    example: 'contact-centre',
  })
  @MaxLength(60)
  @Matches(CODE, {
    message: '$property must begin with a letter or digit and hold letters, digits, blanks and . _ : / & + - only',
  })
  source: string;

  @Documented({ description: 'Its id there. Not personal data: it stands in clear.', example: 'call-8812' })
  @IsCode(200)
  externalId: string;

  @Documented({
    description: 'RFC 3339 with offset, not before 1900 and not in the future',
    example: '2026-11-20T09:31:00+01:00',
  })
  @IsOccurredAt()
  occurredAt: string;

  @Documented({ example: 'call' })
  @IsCode(40)
  kind: string;

  @Documented({ example: 'phone' })
  @MaxLength(40)
  @Matches(CODE, { message: '$property must be a code such as "phone"' })
  channel: string;

  @Documented({ enum: DIRECTIONS })
  @IsIn(DIRECTIONS)
  direction: Direction;

  @Documented({ example: 'billing' })
  @MaxLength(60)
  @Matches(CODE, { message: '$property must be a code such as "billing"' })
  department: string;

  @DocumentedOptional({ description: 'The member of staff', example: 'jane' })
  @IsOptional()
  @IsCode(60)
  handledBy?: string;

  @Documented({ type: [PartyBody], description: 'At least one. The first is the one the touchpoint is with.' })
  @IsDefined({ message: '$property is missing: say with whom the touchpoint was' })
  @IsArray()
  @ArrayMinSize(1, { message: '$property must hold at least one party: say with whom the touchpoint was' })
  @ArrayMaxSize(50)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PartyBody)
  parties: PartyBody[];

  @DocumentedOptional({ example: 'Invoice 118' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  subject?: string;

  @DocumentedOptional()
  @IsOptional()
  @IsString()
  @MaxLength(500_000)
  content?: string;

  @DocumentedOptional({ type: [String], example: ['invoice'] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsCode(100, { each: true })
  topics?: string[];

  @DocumentedOptional({ example: 'resolved' })
  @IsOptional()
  @IsCode(100)
  outcome?: string;

  @DocumentedOptional({ type: AmountBody })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AmountBody)
  amount?: AmountBody;

  @DocumentedOptional({ type: CaseBody, description: 'The case it belongs to' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CaseBody)
  case?: CaseBody;

  @DocumentedOptional({ type: Object, description: 'What the kind asks for; see GET /api/v1/kinds' })
  @IsOptional()
  @IsObject()
  details?: Record<string, unknown>;
}
