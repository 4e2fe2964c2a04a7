import { type DynamicModule, Module } from '@nestjs/common';
import type { CustomerSources } from '../customer-sources.js';
import { CUSTOMER_FEEDS, CUSTOMER_SOURCES, type CustomerFeeds } from './customer-feeds.js';
import { CustomersController } from './customers.controller.js';

/** Looking customers up, over HTTP. */
@Module({})
export class CustomersModule {
  static with(sources: CustomerSources, feeds: CustomerFeeds): DynamicModule {
    return {
      module: CustomersModule,
      controllers: [CustomersController],
      providers: [
        { provide: CUSTOMER_SOURCES, useValue: sources },
        { provide: CUSTOMER_FEEDS, useValue: feeds },
      ],
    };
  }
}
