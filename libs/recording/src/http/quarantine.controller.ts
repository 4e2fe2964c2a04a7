import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { EventMetadata } from '#events';
import { ProblemError } from '#platform';
import { RequestMetadata } from '#platform/http';
import type { QuarantinePage } from '#vault';
import { RECORDER } from '../recorder-token.js';
import type { Recorder } from '../recorder.js';
import { TouchpointBody } from './describe-fields.js';
import { asProblem } from './touchpoints.controller.js';

export class DiscardBody {
  @ApiProperty({ description: 'Why it is thrown away. Stays in the ledger; no personal data.', example: 'test data' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  reason: string;
}

export class QuarantineQuery {
  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ description: '1 to 200', default: 50 })
  @IsOptional()
  @Matches(/^([1-9]\d?|1\d\d|200)$/, { message: 'limit must be a whole number from 1 to 200' })
  limit?: string;
}

@ApiTags('quarantine')
@ApiBearerAuth()
@Controller('quarantine')
export class QuarantineController {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Get()
  @ApiOperation({ summary: 'What was refused in batches, oldest first' })
  page(@Query() { cursor, limit = '50' }: QuarantineQuery): Promise<QuarantinePage & { total: number }> {
    return this.recorder.quarantined(cursor, Number(limit));
  }

  @Post(':id/retry')
  @ApiOperation({ summary: 'Try again, as it is or corrected' })
  @ApiBody({ type: TouchpointBody, required: false })
  async retry(
    @Param('id') id: string,
    @Body() corrected: unknown,
    @RequestMetadata() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const text = corrected === undefined || corrected === null ? undefined : JSON.stringify(corrected);
    const result = await this.recorder.retryQuarantined(id, text, metadata);
    if (!result) throw notFound();
    if (result.status === 'refused') throw asProblem(result.problem);
    const { status, ...answer } = result;
    reply.status(status === 'accepted' ? 201 : 200);
    return { ...answer, duplicate: status === 'duplicate' };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Throw it away, with a reason' })
  @ApiBody({ type: DiscardBody })
  async discard(
    @Param('id') id: string,
    @Body() { reason }: DiscardBody,
    @RequestMetadata() metadata: EventMetadata,
  ): Promise<void> {
    if (!(await this.recorder.discardQuarantined(id, reason, metadata))) throw notFound();
  }
}

function notFound(): ProblemError {
  return new ProblemError(404, 'not-found', 'There is nothing here', {
    detail: 'No such item is in quarantine; it may have been settled already.',
  });
}
