import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#platform/http';
import type { ViewsStatus } from '#views';

/** Answer of `GET /api/v1/views`. */
export interface ViewsList {
  readonly sets: readonly ViewsStatus[];
}

/** The state of the view sets, and the operators' requests to rebuild and promote them. */
export interface ViewsOperations {
  status(): Promise<readonly ViewsStatus[]>;
  /** Requests a new edition of a set, built beside the one that serves. */
  rebuild(set: string): Promise<void>;
  /** Makes the new edition of a set the one that serves. */
  promote(set: string): Promise<void>;
}

export const VIEWS_OPERATIONS = Symbol('ViewsOperations');

@ApiTags('views')
@ApiBearerAuth()
@Controller('views')
export class ViewsController {
  constructor(@Inject(VIEWS_OPERATIONS) private readonly views: ViewsOperations) {}

  @Get()
  @Allow('analyst')
  @ApiOperation({ summary: 'The sets of views: which edition serves, how far it lags, what is being built' })
  async status(): Promise<ViewsList> {
    return { sets: await this.views.status() };
  }

  @Post(':set/rebuild')
  @Allow('admin')
  @HttpCode(202)
  @ApiOperation({ summary: 'Build a new edition from the ledger, beside the one that serves' })
  async rebuild(@Param('set') set: string): Promise<ViewsList> {
    await this.views.rebuild(set);
    return this.status();
  }

  @Post(':set/promote')
  @Allow('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make the new edition the one that serves' })
  async promote(@Param('set') set: string): Promise<ViewsList> {
    await this.views.promote(set);
    return this.status();
  }
}
