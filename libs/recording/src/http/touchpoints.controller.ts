import { Readable } from 'node:stream';
import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EventMetadata } from '#events';
import { ProblemError } from '#platform';
import { RequestMetadata } from '#platform/http';
import type { RecordProblem } from '../record-result.js';
import { RecordTouchpoint } from '../record-touchpoint.js';
import { RECORDER } from '../recorder-token.js';
import type { Recorder } from '../recorder.js';
import { TouchpointBody } from './describe-fields.js';
import { recordStream } from './batch-stream.js';

@ApiTags('touchpoints')
@ApiBearerAuth()
@Controller('touchpoints')
export class TouchpointsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(RECORDER) private readonly recorder: Recorder,
  ) {}

  @Post()
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
    @Body() touchpoint: unknown,
    @RequestMetadata() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    if (touchpoint instanceof Readable) throw unsupported('application/json');
    const result = await this.commands.execute(new RecordTouchpoint(JSON.stringify(touchpoint ?? null), metadata));
    if (result.status === 'refused') throw asProblem(result.problem);
    const { status, ...answer } = result;
    reply.status(status === 'accepted' ? 201 : 200);
    return { ...answer, duplicate: status === 'duplicate' };
  }

  @Post('batch')
  @ApiOperation({
    summary: 'Record many touchpoints',
    description:
      'NDJSON of any length, streamed both ways: one result line per line. What is refused goes to quarantine, the rest goes on.',
  })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({ schema: { type: 'string' } })
  @ApiResponse({ status: 200, description: 'NDJSON: line, status, id and position or quarantineId and problem.' })
  batch(@Req() request: FastifyRequest, @RequestMetadata() metadata: EventMetadata, @Res() reply: FastifyReply): FastifyReply {
    if (!(request.body instanceof Readable)) throw unsupported('application/x-ndjson');
    const results = Readable.from(recordStream(request.body as AsyncIterable<Buffer>, this.recorder, metadata));
    return reply.status(200).header('content-type', 'application/x-ndjson; charset=utf-8').send(results);
  }
}

function unsupported(wanted: string): ProblemError {
  return new ProblemError(415, 'unsupported-media-type', 'This content type is not understood', {
    detail: `Send the body with Content-Type: ${wanted}.`,
  });
}

const REFUSALS: Partial<Record<RecordProblem['code'], readonly [status: number, title: string]>> = {
  conflict: [409, 'Recorded before with other content'],
  'append-too-large': [413, 'The touchpoint is too large'],
};

/** A refusal as problem details. */
export function asProblem({ code, detail, errors }: RecordProblem): ProblemError {
  const [status, title] = REFUSALS[code] ?? [400, 'The touchpoint is not valid'];
  return new ProblemError(status, code, title, { detail, ...(errors ? { errors } : {}) });
}
