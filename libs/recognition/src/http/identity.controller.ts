import type { AsOf } from '#events';
import { Controller, Get, Inject, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { customerIdentity, whySameCustomer, type IdentitySources } from '../identity/customer-identity.js';
import type { CustomerIdentity, ReviewQueue, WhySameCustomer } from '../identity-answers.js';
import { reviewQueue, type ReviewSources } from '../review/review-queue.js';
import { IdentityQuery, ReviewQuery, WhyQuery } from './identity-queries.js';

/** What the controller needs of the running server. */
export interface IdentityHttpSources extends IdentitySources, Omit<ReviewSources, 'vault'> {
  /** Resolves when the views have got as far as this position (decimal string). */
  readonly waitFor: (position: string) => Promise<void>;
}

export const IDENTITY_SOURCES = Symbol('IdentitySources');

@ApiTags('identity')
@ApiBearerAuth()
@Controller()
export class IdentityController {
  constructor(@Inject(IDENTITY_SOURCES) private readonly sources: IdentityHttpSources) {}

  @Get('customers/:id/identity')
  @ApiOperation({ summary: 'The identifiers that are this customer, and what holds them together' })
  async identity(@Param('id') id: string, @Query() query: IdentityQuery): Promise<CustomerIdentity> {
    if (query.after !== undefined) await this.sources.waitFor(query.after);
    const identity = await customerIdentity(this.sources, id, moment(query));
    if (!identity) throw new NotFoundException();
    return identity;
  }

  @Get('customers/:id/why')
  @ApiOperation({ summary: 'Why two identifiers are one customer, or why they are not' })
  async why(@Query() query: WhyQuery): Promise<WhySameCustomer> {
    if (query.after !== undefined) await this.sources.waitFor(query.after);
    const why = await whySameCustomer(this.sources, query, moment(query));
    if (!why) throw new NotFoundException();
    return why;
  }

  @Get('identity/review')
  @ApiOperation({ summary: 'What people should look at, of everybody or of one customer: blocked links, then suggestions' })
  async review(@Query() { kind, customer, cursor, limit = '20', after }: ReviewQuery): Promise<ReviewQueue> {
    if (after !== undefined) await this.sources.waitFor(after);
    return reviewQueue(this.sources, {
      limit: Number(limit),
      ...(kind ? { kind } : {}),
      ...(customer === undefined ? {} : { customer }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }
}

function moment({ asOf, knownAt }: IdentityQuery): AsOf {
  return {
    ...(asOf === undefined ? {} : { asOf: Date.parse(asOf) }),
    ...(knownAt === undefined ? {} : { knownAt: Date.parse(knownAt) }),
  };
}
