import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, OpenStreams, ShowsCustomer, Streams } from '#platform/http';
import { AsOfQuery, CHANGE_FEED, type ChangeFeed, Queries, type QueriesOf } from '#slice/http';
import type { CustomersSlice } from '../feature.js';
import type { CustomerCard } from '../queries/customer-card/customer-card.js';
import type { LookedUp } from '../queries/look-up/look-up-customer.js';
import type { TimelinePage } from '../queries/timeline/timeline-page.js';
import { FindQuery, TimelineQuery, timelineQuestion, wholeNumber } from './customer-parameters.js';
import { sendLiveEvents } from './live-events.js';

@ApiTags('customers')
@ApiBearerAuth()
@Controller('customers')
export class CustomersController {
  constructor(
    @Inject(Queries) private readonly queries: QueriesOf<CustomersSlice>,
    @Inject(CHANGE_FEED) private readonly feed: ChangeFeed,
    private readonly streams: OpenStreams,
  ) {}

  @Get()
  @Allow('agent', 'analyst', 'service')
  @ShowsCustomer<LookedUp>(({ opened }) => opened?.card.id)
  @ApiOperation({
    summary: 'Find customers',
    description:
      'By any identifier in any spelling, by a part of one, or by name. All that match, with what matched; never a silent pick.',
  })
  async find(@Query() { q = '', limit, open, after }: FindQuery): Promise<LookedUp> {
    const question = { query: q, ...(limit === undefined ? {} : { limit: wholeNumber('limit', limit) }) };
    return open === 'true'
      ? this.queries.ask('LookUpCustomer', { ...question, now: Date.now() }, after)
      : this.queries.ask('FindCustomers', question, after);
  }

  @Get(':id')
  @Allow('agent', 'analyst', 'service')
  @ShowsCustomer<CustomerCard>(({ id }) => id)
  @ApiOperation({
    summary: 'The card: who it is and how things stand',
    description:
      'A former id leads to the customer it was merged into. `sections` is what other features know of the customer, by name; one that could not be read is `{ "failed": true, "code": ... }`.',
  })
  card(@Param('id') id: string, @Query() { after, ...moment }: AsOfQuery): Promise<CustomerCard> {
    return this.queries.ask('CustomerCard', { id, now: Date.now(), ...moment }, after);
  }

  @Get(':id/timeline')
  @Allow('agent', 'analyst', 'service')
  @ShowsCustomer<TimelinePage>(({ customer }) => customer)
  @ApiOperation({
    summary: 'Everything that happened, newest first',
    description: 'All departments, as far back as there is anything.',
  })
  async timeline(@Param('id') id: string, @Query() query: TimelineQuery): Promise<TimelinePage> {
    return this.queries.ask('CustomerTimeline', timelineQuestion(id, query), query.after);
  }

  @Get(':id/events')
  @Allow('agent', 'analyst', 'service')
  @ShowsCustomer((_nothing, { id }) => id)
  @Streams()
  @ApiOperation({
    summary: 'New items, live (server-sent events)',
    description: '`touchpoint`: an item as on the timeline. `identity`: its identity changed, read the card again.',
  })
  @ApiResponse({ status: 200, content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async events(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendLiveEvents({ queries: this.queries, feed: this.feed, streams: this.streams }, id, request, reply);
  }
}
