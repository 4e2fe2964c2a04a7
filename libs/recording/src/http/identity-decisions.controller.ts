import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { asHandle, type EventMetadata, type IdentityDecision, type IdentityVerdict } from '#events';
import { RequestMetadata } from '#platform/http';
import { RECORDER } from '../recorder-token.js';
import type { Recorder } from '../recorder.js';

const VERDICTS: readonly IdentityVerdict[] = ['link', 'separate', 'reject-edge', 'dismiss', 'withdraw'];
const ORIGINS: readonly IdentityDecision['origin'][] = ['staff', 'suggestion', 'review'];

export class IdentityDecisionBody {
  @ApiProperty({ enum: VERDICTS })
  @IsIn(VERDICTS)
  verdict: IdentityVerdict;

  @ApiProperty({ description: 'Handle of an identifier, as in /customers/:id/identity' })
  @IsUUID()
  a: string;

  @ApiProperty()
  @IsUUID()
  b: string;

  @ApiProperty({ example: 'Two people with one name; spoke to both.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  reason: string;

  @ApiPropertyOptional({ enum: ORIGINS, default: 'staff' })
  @IsOptional()
  @IsIn(ORIGINS)
  origin?: IdentityDecision['origin'];
}

@ApiTags('identity')
@ApiBearerAuth()
@Controller('identity/decisions')
export class IdentityDecisionsController {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Link two identifiers, keep them apart, or take a decision back' })
  @ApiBody({ type: IdentityDecisionBody })
  decide(
    @Body() body: IdentityDecisionBody,
    @RequestMetadata() metadata: EventMetadata,
  ): Promise<{ id: string; position: string }> {
    const { verdict, a, b, reason, origin = 'staff' } = body;
    return this.recorder.decideIdentity({ verdict, a: asHandle(a), b: asHandle(b), reason, origin }, metadata);
  }
}
