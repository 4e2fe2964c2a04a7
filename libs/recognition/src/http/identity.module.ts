import { type DynamicModule, Module } from '@nestjs/common';
import { IDENTITY_SOURCES, IdentityController, type IdentityHttpSources } from './identity.controller.js';

/** Who is who and why, over HTTP. */
@Module({})
export class IdentityModule {
  static with(sources: IdentityHttpSources): DynamicModule {
    return {
      module: IdentityModule,
      controllers: [IdentityController],
      providers: [{ provide: IDENTITY_SOURCES, useValue: sources }],
    };
  }
}
