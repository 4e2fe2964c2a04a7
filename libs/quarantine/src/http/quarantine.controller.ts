import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { EventMetadata } from '#events';
import { IsText } from '#platform';
import { Allow, JsonText, RequestMetadata, TextBody } from '#platform/http';
import { Documented, DocumentedOptional } from '#slice';
import { answerOutcome, Commands, type CommandsOf, Queries, type QueriesOf, type Recorded, RefusedError } from '#slice/http';
import type { QuarantineSlice } from '../feature.js';
import type { QuarantineList } from '../queries/quarantined-items.js';

export class DiscardBody {
  @Documented({ description: 'Why it is thrown away. Stays in the ledger; no personal data.', example: 'test data' })
  @IsText(500)
  reason: string;
}

export class QuarantineQuery {
  @DocumentedOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @DocumentedOptional({ description: '1 to 200', default: 50 })
  @IsOptional()
  @Matches(/^([1-9]\d?|1\d\d|200)$/, { message: 'limit must be a whole number from 1 to 200' })
  limit?: string;
}

@ApiTags('quarantine')
@ApiBearerAuth()
@Controller('quarantine')
export class QuarantineController {
  constructor(
    @Inject(Commands) private readonly commands: CommandsOf<QuarantineSlice>,
    @Inject(Queries) private readonly queries: QueriesOf<QuarantineSlice>,
  ) {}

  @Get()
  @Allow('agent')
  @ApiOperation({ summary: 'What was refused in batches, oldest first' })
  page(@Query() { cursor, limit = '50' }: QuarantineQuery): Promise<QuarantineList> {
    return this.queries.ask('QuarantinedItems', { limit: Number(limit), ...(cursor === undefined ? {} : { cursor }) });
  }

  @Post(':id/retry')
  @Allow('agent')
  @TextBody()
  @ApiOperation({ summary: 'Try again, as it is or corrected' })
  @ApiBody({
    schema: { type: 'object' },
    required: false,
    description: 'The item as it should have been: what its command takes.',
  })
  @ApiResponse({ status: 201, description: 'Recorded: id and position.' })
  @ApiResponse({ status: 200, description: 'Known already: id and position of the first.' })
  async retry(
    @Param('id') id: string,
    @JsonText() corrected: string,
    @RequestMetadata() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Recorded> {
    const isAsItIs = corrected.trim() === '' || corrected.trim() === 'null';
    const retried = await this.commands.retryQuarantined(id, isAsItIs ? undefined : corrected, { metadata });
    if (!retried) {
      throw new RefusedError({
        code: 'not-quarantined',
        detail: 'No such item is in quarantine; it may have been settled already.',
      });
    }
    return answerOutcome(retried.outcome, reply);
  }

  @Delete(':id')
  @Allow('agent')
  @HttpCode(204)
  @ApiOperation({ summary: 'Throw it away, with a reason' })
  @ApiBody({ type: DiscardBody })
  async discard(
    @Param('id') id: string,
    @Body() { reason }: DiscardBody,
    @RequestMetadata() metadata: EventMetadata,
  ): Promise<void> {
    const outcome = await this.commands.execute('DiscardQuarantined', JSON.stringify({ id, reason }), { metadata });
    if (outcome.status === 'refused') throw new RefusedError(outcome.problem);
  }
}
