import { IsNumberString, IsOptional, MaxLength } from 'class-validator';
import { IsDayOrInstant } from '#platform';
import { DocumentedOptional } from './documented.js';

/** Query parameters of what one may wait for, so as to read one's own write. */
export class AfterQuery {
  @DocumentedOptional({
    description: 'A position that recording answered with: wait until the views have got there, so as to read one’s own write.',
  })
  @IsOptional()
  @IsNumberString({ no_symbols: true }, { message: 'after must be a position, as recording answered it' })
  @MaxLength(19)
  after?: string;
}

const time = 'RFC 3339 time with offset, or a day, which means its start in UTC';

/** Query parameters of what can be asked as of then. */
export class AsOfQuery extends AfterQuery {
  @DocumentedOptional({ description: `As it was then: only what had happened. ${time}`, example: '2026-06-30T23:59:59Z' })
  @IsOptional()
  @IsDayOrInstant()
  asOf?: string;

  @DocumentedOptional({ description: `As it was known then: only what had been recorded. ${time}`, example: '2026-06-30' })
  @IsOptional()
  @IsDayOrInstant()
  knownAt?: string;
}
