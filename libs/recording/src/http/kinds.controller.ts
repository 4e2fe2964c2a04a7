import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#platform/http';
import { Queries, type QueriesOf } from '#slice/http';
import type { RecordingSlice } from '../feature.js';
import type { RecordingChoices } from '../queries/recording-choices.js';

@ApiTags('touchpoints')
@ApiBearerAuth()
@Controller('kinds')
export class KindsController {
  constructor(@Inject(Queries) private readonly queries: QueriesOf<RecordingSlice>) {}

  @Get()
  @Allow('agent', 'analyst', 'service')
  @ApiOperation({ summary: 'The kinds of touchpoint, with the JSON Schema of their details' })
  list(): Promise<RecordingChoices> {
    return this.queries.ask('RecordingChoices', undefined);
  }
}
