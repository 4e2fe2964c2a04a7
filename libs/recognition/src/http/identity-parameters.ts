import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNumberString, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import type { ReviewItem } from '../queries/identity-answers.js';

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const KINDS: readonly ReviewItem['kind'][] = ['blocked-edge', 'suggestion'];

/** Query parameters of an identity, now or then. */
export class IdentityQuery {
  @ApiPropertyOptional({ description: 'As it was then: only what had happened. RFC 3339 with offset, or a date.' })
  @IsOptional()
  @Matches(TIME, { message: 'asOf must be a time with offset such as 2026-11-20T09:31:00Z, or a date' })
  asOf?: string;

  @ApiPropertyOptional({ description: 'As it was known then: only what had been recorded.' })
  @IsOptional()
  @Matches(TIME, { message: 'knownAt must be a time with offset such as 2026-11-20T09:31:00Z, or a date' })
  knownAt?: string;

  @ApiPropertyOptional({ description: 'A position to wait for, so as to read one’s own write' })
  @IsOptional()
  @IsNumberString({ no_symbols: true }, { message: 'after must be a position, as recording answered it' })
  @MaxLength(19)
  after?: string;
}

export class WhyQuery extends IdentityQuery {
  @ApiProperty({ description: 'Handle of one identifier' })
  @IsUUID()
  a: string;

  @ApiProperty({ description: 'Handle of the other' })
  @IsUUID()
  b: string;
}

export class ReviewQuery {
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  kind?: ReviewItem['kind'];

  @ApiPropertyOptional({
    description: 'Only pairs that ask about this customer: its id, a former one, or the handle of any of its identifiers',
  })
  @IsOptional()
  @IsUUID()
  customer?: string;

  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;

  @ApiPropertyOptional({ description: '1 to 100', default: 20 })
  @IsOptional()
  @Matches(/^([1-9]\d?|100)$/, { message: 'limit must be a whole number from 1 to 100' })
  limit?: string;

  @ApiPropertyOptional({ description: 'A position to wait for' })
  @IsOptional()
  @IsNumberString({ no_symbols: true }, { message: 'after must be a position, as recording answered it' })
  @MaxLength(19)
  after?: string;
}
