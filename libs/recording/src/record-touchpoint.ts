import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EventMetadata } from '#events';
import type { RecordResult } from './record-result.js';
import type { Recorder } from './recorder.js';
import { RECORDER } from './recorder-token.js';

/** Records one touchpoint, given as JSON text. */
export class RecordTouchpoint extends Command<RecordResult> {
  constructor(
    readonly text: string,
    readonly metadata: EventMetadata,
  ) {
    super();
  }
}

@CommandHandler(RecordTouchpoint)
export class RecordTouchpointHandler implements ICommandHandler<RecordTouchpoint> {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  execute({ text, metadata }: RecordTouchpoint): Promise<RecordResult> {
    return this.recorder.record(text, metadata);
  }
}
