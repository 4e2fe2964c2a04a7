import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { EventMetadata } from '#events';
import { Allow, JsonText, RequestMetadata, TextBody } from '#platform/http';
import { answerOutcome, Commands, type CommandsOf, type Recorded } from '#slice/http';
import { IdentityDecisionBody } from '../commands/decide-identity.js';
import type { RecognitionSlice } from '../feature.js';

@ApiTags('identity')
@ApiBearerAuth()
@Controller('identity/decisions')
export class IdentityDecisionsController {
  constructor(@Inject(Commands) private readonly commands: CommandsOf<RecognitionSlice>) {}

  @Post()
  @Allow('agent')
  @TextBody()
  @ApiOperation({ summary: 'Link two identifiers, keep them apart, or take a decision back' })
  @ApiBody({ type: IdentityDecisionBody })
  @ApiResponse({ status: 201, description: 'Decided: id and position.' })
  @ApiResponse({ status: 200, description: 'Stands already: id and position of that decision.' })
  async decide(
    @JsonText() decision: string,
    @RequestMetadata() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Recorded> {
    return answerOutcome(await this.commands.execute('DecideIdentity', decision, { metadata }), reply);
  }
}
