import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsDayOrInstant } from '#platform';
import { DocumentedOptional, InvalidParameterError } from '#slice';
import { AfterQuery, AsOfQuery } from '#slice/http';
import type { TimelineQuestion } from '../queries/timeline/customer-timeline.js';

const time = { description: 'RFC 3339 time with offset, or a day', example: '2026-06-30T23:59:59Z' };

/** Query parameters of the timeline. */
export class TimelineQuery extends AsOfQuery {
  @DocumentedOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;

  @DocumentedOptional({ description: '1 to 200', default: 50 })
  @IsOptional()
  @IsString()
  @MaxLength(5)
  limit?: string;

  @DocumentedOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  channel?: string;

  @DocumentedOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  kind?: string;

  @DocumentedOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  department?: string;

  @DocumentedOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  direction?: string;

  @DocumentedOptional({ description: 'Comma-separated' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  role?: string;

  @DocumentedOptional({ ...time, description: `Happened then or later. ${time.description}` })
  @IsOptional()
  @IsDayOrInstant()
  from?: string;

  @DocumentedOptional({ ...time, description: `Happened before then. ${time.description}` })
  @IsOptional()
  @IsDayOrInstant()
  to?: string;

  @DocumentedOptional({ description: 'In subject or content, whatever case or accents' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  text?: string;
}

export class FindQuery extends AfterQuery {
  @DocumentedOptional({
    description: 'A phone number, e-mail, any other identifier or a part of it, or a name',
    example: '020 7946 0018',
  })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  q?: string;

  @DocumentedOptional({ description: '1 to 50', default: 20 })
  @IsOptional()
  @IsString()
  @MaxLength(5)
  limit?: string;

  @DocumentedOptional({
    description: 'Where exactly one customer matches: its card and the first page of its timeline come along as `opened`',
    enum: ['true', 'false'],
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'open must be true or false' })
  open?: string;
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
