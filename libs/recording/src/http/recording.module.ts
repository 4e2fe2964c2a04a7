import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { KindRegistry } from '../kinds/kind-registry.js';
import { RecordTouchpointHandler } from '../record-touchpoint.js';
import { CHOICES, KINDS, RECORDER } from '../recorder-token.js';
import type { Recorder } from '../recorder.js';
import { IdentityDecisionsController } from './identity-decisions.controller.js';
import { KindsController, type RecordingChoices } from './kinds.controller.js';
import { QuarantineController } from './quarantine.controller.js';
import { TouchpointsController } from './touchpoints.controller.js';

/** The write side over HTTP. */
@Module({})
export class RecordingModule {
  static with(recorder: Recorder, kinds: KindRegistry, choices: RecordingChoices): DynamicModule {
    return {
      module: RecordingModule,
      imports: [CqrsModule.forRoot()],
      controllers: [TouchpointsController, QuarantineController, IdentityDecisionsController, KindsController],
      providers: [
        { provide: RECORDER, useValue: recorder },
        { provide: KINDS, useValue: kinds },
        { provide: CHOICES, useValue: choices },
        RecordTouchpointHandler,
      ],
    };
  }
}
