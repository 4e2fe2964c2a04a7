import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, ShowsCustomer } from '#platform/http';
import { asOfParameters } from '#slice';
import { AsOfQuery, Queries, type QueriesOf } from '#slice/http';
import type { RecognitionSlice } from '../feature.js';
import type { CustomerIdentity, ReviewQueue, WhySameCustomer } from '../queries/identity-answers.js';
import { ReviewQuery, WhyQuery } from './identity-parameters.js';

@ApiTags('identity')
@ApiBearerAuth()
@Controller()
export class IdentityController {
  constructor(@Inject(Queries) private readonly queries: QueriesOf<RecognitionSlice>) {}

  @Get('customers/:id/identity')
  @Allow('agent', 'analyst', 'service')
  @ShowsCustomer<CustomerIdentity>(({ customer }) => customer)
  @ApiOperation({ summary: 'The identifiers that are this customer, and what holds them together' })
  identity(@Param('id') id: string, @Query() query: AsOfQuery): Promise<CustomerIdentity> {
    return this.queries.ask('CustomerIdentity', { id, asOf: asOfParameters(query) }, query.after);
  }

  @Get('customers/:id/why')
  @Allow('agent', 'analyst', 'service')
  @ShowsCustomer<WhySameCustomer>(({ a, nodes }) => nodes.find(({ handle }) => handle === a)?.customer)
  @ApiOperation({ summary: 'Why two identifiers are one customer, or why they are not' })
  @ApiParam({ name: 'id' })
  why(@Query() query: WhyQuery): Promise<WhySameCustomer> {
    const { a, b, after } = query;
    return this.queries.ask('WhySameCustomer', { a, b, asOf: asOfParameters(query) }, after);
  }

  @Get('identity/review')
  @Allow('agent', 'analyst', 'service')
  @ApiOperation({ summary: 'What people should look at, of everybody or of one customer: blocked links, then suggestions' })
  review(@Query() { kind, customer, cursor, limit = '20', after }: ReviewQuery): Promise<ReviewQueue> {
    const question = {
      limit: Number(limit),
      ...(kind ? { kind } : {}),
      ...(customer === undefined ? {} : { customer }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    return this.queries.ask('ReviewQueue', question, after);
  }
}
