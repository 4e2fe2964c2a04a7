import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Kind } from '../kinds/kind.js';
import type { KindRegistry } from '../kinds/kind-registry.js';
import { CHOICES, KINDS } from '../recorder-token.js';
import { DIRECTIONS } from '../touchpoint-input.js';

/** What a form for a touchpoint offers to choose from, beside the kinds. */
export interface RecordingChoices {
  /** Departments seen so far. */
  departments(): Promise<readonly string[]>;
  readonly identifierTypes: readonly { readonly type: string; readonly label: string }[];
}

@ApiTags('touchpoints')
@ApiBearerAuth()
@Controller('kinds')
export class KindsController {
  constructor(
    @Inject(KINDS) private readonly registry: KindRegistry,
    @Inject(CHOICES) private readonly choices: RecordingChoices,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The kinds of touchpoint, with the JSON Schema of their details' })
  async list(): Promise<object> {
    const kinds: readonly Kind[] = this.registry.kinds;
    const channels = [...new Set(kinds.flatMap((kind) => kind.channels))].toSorted();
    return {
      kinds,
      channels,
      directions: DIRECTIONS,
      departments: await this.choices.departments(),
      identifierTypes: this.choices.identifierTypes,
    };
  }
}
