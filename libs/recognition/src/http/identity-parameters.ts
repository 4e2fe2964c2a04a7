import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { Documented, DocumentedOptional } from '#slice';
import { AfterQuery, AsOfQuery } from '#slice/http';
import type { ReviewItem } from '../queries/identity-answers.js';

const KINDS: readonly ReviewItem['kind'][] = ['blocked-edge', 'suggestion'];

export class WhyQuery extends AsOfQuery {
  @Documented({ description: 'Handle of one identifier' })
  @IsUUID()
  a: string;

  @Documented({ description: 'Handle of the other' })
  @IsUUID()
  b: string;
}

export class ReviewQuery extends AfterQuery {
  @DocumentedOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  kind?: ReviewItem['kind'];

  @DocumentedOptional({
    description: 'Only pairs that ask about this customer: its id, a former one, or the handle of any of its identifiers',
  })
  @IsOptional()
  @IsUUID()
  customer?: string;

  @DocumentedOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;

  @DocumentedOptional({ description: '1 to 100', default: 20 })
  @IsOptional()
  @Matches(/^([1-9]\d?|100)$/, { message: 'limit must be a whole number from 1 to 100' })
  limit?: string;
}
