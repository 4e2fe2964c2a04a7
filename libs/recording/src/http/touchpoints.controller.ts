import { Readable } from 'node:stream';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BatchLine } from '#commands';
import type { EventMetadata } from '#events';
import { ProblemError } from '#platform';
import { Allow, JsonText, RequestMetadata, TextBody } from '#platform/http';
import { answerOutcome, Commands, type CommandsOf, type Recorded } from '#slice/http';
import type { RecordedExtra } from '../commands/record-touchpoint.js';
import type { RecordingSlice } from '../feature.js';
import { TouchpointBody } from '../touchpoint/touchpoint-input.js';
import { recordStream } from './batch-stream.js';
import { ShareOfMemory } from './share-of-memory.js';

/** Bytes that are being recorded at once, of all streams together: one alone still has three chunks on their way. */
const UNDER_WAY = 2 * 1024 * 1024;
/** Each holds a chunk and a line, whatever it waits for. */
const MOST_STREAMS = 64;

/** Answer to a touchpoint that was recorded. */
export interface RecordedTouchpoint extends Recorded, RecordedExtra {}

@ApiTags('touchpoints')
@ApiBearerAuth()
@Controller('touchpoints')
export class TouchpointsController {
  readonly #memory = new ShareOfMemory(UNDER_WAY);
  #streams = 0;

  constructor(@Inject(Commands) private readonly commands: CommandsOf<RecordingSlice>) {}

  @Post()
  @Allow('agent', 'service')
  @TextBody()
  @ApiOperation({
    summary: 'Record one touchpoint',
    description: 'Recording the same source and external id again is one event.',
  })
  @ApiBody({ type: TouchpointBody })
  @ApiResponse({ status: 201, description: 'Recorded: id and position.' })
  @ApiResponse({ status: 200, description: 'Known already, with the same content: id and position of the first.' })
  @ApiResponse({ status: 400, description: 'Not valid; the problem names each field.' })
  @ApiResponse({ status: 409, description: 'Known already with other content; the problem names what differs.' })
  @ApiResponse({ status: 413, description: 'Larger than the ledger takes; the problem names what takes most of it.' })
  async record(
    @JsonText() touchpoint: string,
    @RequestMetadata() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordedTouchpoint> {
    return answerOutcome(await this.commands.execute('RecordTouchpoint', touchpoint, { metadata }), reply);
  }

  @Post('batch')
  @Allow('agent', 'service')
  @ApiOperation({
    summary: 'Record many touchpoints',
    description:
      'NDJSON of any length, streamed both ways: one result line per line. What is refused goes to quarantine, the rest goes on.',
  })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({ schema: { type: 'string' } })
  @ApiResponse({ status: 503, description: 'Too many batches at once; try again.' })
  @ApiResponse({
    status: 200,
    description: 'NDJSON: line, status, id and position, or quarantineId, problem, code and errors.',
    content: { 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  batch(@Req() request: FastifyRequest, @RequestMetadata() metadata: EventMetadata, @Res() reply: FastifyReply): FastifyReply {
    if (!(request.body instanceof Readable)) {
      throw new ProblemError(415, 'unsupported-media-type', 'This content type is not understood', {
        detail: 'Send the body with Content-Type: application/x-ndjson.',
      });
    }
    if (this.#streams >= MOST_STREAMS) {
      throw new ProblemError(503, 'too-many-batches', 'Others are sending batches; try again', {
        detail: `${MOST_STREAMS} batches are being recorded at once, and this server takes no more.`,
        headers: { 'retry-after': '5' },
      });
    }
    const record = (lines: readonly BatchLine[]) => this.commands.executeMany('RecordTouchpoint', lines, { metadata });
    const results = Readable.from(recordStream(request.body as AsyncIterable<Buffer>, record, this.#memory));
    this.#streams++;
    results.once('close', () => this.#streams--);
    return reply.status(200).header('content-type', 'application/x-ndjson; charset=utf-8').send(results);
  }
}
