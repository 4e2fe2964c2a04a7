import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNumberString, IsOptional, IsString, MaxLength } from 'class-validator';
import { InvalidParameterError } from '../queries/question-parameters.js';
import type { TimelineQuestion } from '../queries/timeline/customer-timeline.js';

const time = { description: 'RFC 3339 time with offset, or a date', example: '2026-06-30T23:59:59Z' };

/** Query parameters of everything about one customer. */
export class AsOfQuery {
  @ApiPropertyOptional({ ...time, description: `As it was then: only what had happened. ${time.description}` })
  @IsOptional()
  @IsString()
  asOf?: string;

  @ApiPropertyOptional({ ...time, description: `As it was known then: only what had been recorded. ${time.description}` })
  @IsOptional()
  @IsString()
  knownAt?: string;

  @ApiPropertyOptional({
    description: 'A position that recording answered with: wait until the views have got there, so as to read one’s own write.',
  })
  @IsOptional()
  @IsNumberString({ no_symbols: true }, { message: 'after must be a position, as recording answered it' })
  @MaxLength(19)
  after?: string;
}

/** Query parameters of the timeline. */
export class TimelineQuery extends AsOfQuery {
  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;

  @ApiPropertyOptional({ description: '1 to 200', default: 50 })
  @IsOptional()
  @IsString()
  @MaxLength(5)
  limit?: string;

  @ApiPropertyOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  channel?: string;

  @ApiPropertyOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  kind?: string;

  @ApiPropertyOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  department?: string;

  @ApiPropertyOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  direction?: string;

  @ApiPropertyOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  role?: string;

  @ApiPropertyOptional({ ...time, description: `Happened then or later. ${time.description}` })
  @IsOptional()
  @IsString()
  from?: string;

  @ApiPropertyOptional({ ...time, description: `Happened before then. ${time.description}` })
  @IsOptional()
  @IsString()
  to?: string;

  @ApiPropertyOptional({ description: 'In subject or content, whatever case or accents' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  text?: string;
}

export class FindQuery {
  @ApiPropertyOptional({
    description: 'A phone number, e-mail, any other identifier or a part of it, or a name',
    example: '020 7946 0018',
  })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  q?: string;

  @ApiPropertyOptional({ description: '1 to 50', default: 20 })
  @IsOptional()
  @IsString()
  @MaxLength(5)
  limit?: string;

  @ApiPropertyOptional({
    description: 'Where exactly one customer matches: its card and the first page of its timeline come along as `opened`',
    enum: ['true', 'false'],
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'open must be true or false' })
  open?: string;

  @ApiPropertyOptional({ description: 'A position to wait for' })
  @IsOptional()
  @IsNumberString({ no_symbols: true }, { message: 'after must be a position, as recording answered it' })
  @MaxLength(19)
  after?: string;
}

/** The question behind the timeline's query parameters. */
export function timelineQuestion(id: string, query: TimelineQuery): TimelineQuestion {
  const { cursor, limit, asOf, knownAt, from, to, text } = query;
  const lists = (['channel', 'kind', 'department', 'direction', 'role'] as const).flatMap((name) => {
    const values = (query[name] ?? '').split(',').flatMap((value) => value.trim() || []);
    return values.length > 0 ? [[name, values] as const] : [];
  });
  return {
    id,
    filter: {
      ...Object.fromEntries(lists),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(text === undefined || text.trim() === '' ? {} : { text }),
    },
    ...(cursor === undefined ? {} : { cursor }),
    ...(limit === undefined ? {} : { limit: wholeNumber('limit', limit) }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(knownAt === undefined ? {} : { knownAt }),
  };
}

/** @throws InvalidParameterError */
export function wholeNumber(field: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidParameterError(field, 'is not a whole number', 'Give a number such as 50.');
  return Number(value);
}
