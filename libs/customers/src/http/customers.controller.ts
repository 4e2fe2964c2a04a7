import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Streams } from '#platform/http';
import type { CustomerCard } from '../customer-card/customer-card.js';
import { customerCard } from '../customer-card/read-card.js';
import type { CustomerSources } from '../customer-sources.js';
import { findCustomers } from '../find-customers/find-customers.js';
import { type LookedUp, lookUpCustomer } from '../look-up/look-up-customer.js';
import { customerTimeline } from '../timeline/customer-timeline.js';
import type { TimelinePage } from '../timeline/timeline-page.js';
import { CUSTOMER_FEEDS, CUSTOMER_SOURCES, type CustomerFeeds } from './customer-feeds.js';
import { FindQuery, AsOfQuery, TimelineQuery, timelineQuestion, wholeNumber } from './customer-queries.js';
import { sendLiveEvents } from './live-events.js';

@ApiTags('customers')
@ApiBearerAuth()
@Controller('customers')
export class CustomersController {
  constructor(
    @Inject(CUSTOMER_SOURCES) private readonly sources: CustomerSources,
    @Inject(CUSTOMER_FEEDS) private readonly feeds: CustomerFeeds,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Find customers',
    description:
      'By any identifier in any spelling, by a part of one, or by name. All that match, with what matched; never a silent pick.',
  })
  async find(@Query() { q = '', limit, open, after }: FindQuery): Promise<LookedUp> {
    if (after !== undefined) await this.feeds.waitFor(after);
    const question = { query: q, ...(limit === undefined ? {} : { limit: wholeNumber('limit', limit) }) };
    return open === 'true'
      ? lookUpCustomer(this.sources, { ...question, now: Date.now() })
      : findCustomers(this.sources, question);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'The card: who it is and how things stand',
    description: 'A former id leads to the customer it was merged into.',
  })
  async card(@Param('id') id: string, @Query() { after, ...moment }: AsOfQuery): Promise<CustomerCard> {
    if (after !== undefined) await this.feeds.waitFor(after);
    return customerCard(this.sources, { id, now: Date.now(), ...moment });
  }

  @Get(':id/timeline')
  @ApiOperation({
    summary: 'Everything that happened, newest first',
    description: 'All departments, as far back as there is anything.',
  })
  async timeline(@Param('id') id: string, @Query() query: TimelineQuery): Promise<TimelinePage> {
    if (query.after !== undefined) await this.feeds.waitFor(query.after);
    return customerTimeline(this.sources, timelineQuestion(id, query));
  }

  @Get(':id/events')
  @Streams()
  @ApiOperation({
    summary: 'New items, live (server-sent events)',
    description: '`touchpoint`: an item as on the timeline. `identity`: its identity changed, read the card again.',
  })
  async events(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendLiveEvents(this.sources, this.feeds, id, request, reply);
  }
}
