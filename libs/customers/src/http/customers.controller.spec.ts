import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenStreams } from '#platform/http';
import { CHANGE_FEED, queryProviders, READ_SIDE, WAIT_FOR } from '#slice/http';
import { customers } from '../feature.js';
import { Company } from '../testing/company.js';
import { CustomersController } from './customers.controller.js';

const PHONE = ['phone', '+442079460018'] as const;

describe('Customers over HTTP', () => {
  const waited: (readonly [position: string, sets: readonly string[]])[] = [];
  let company: Company;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    company = new Company();
    await company.record({ occurredAt: '2026-01-01T00:00:00Z', parties: [{ by: [PHONE], name: 'Ada Byron' }] });
    const slice = customers({
      publishes: false,
      published: () => {
        throw new Error('Nothing is published here.');
      },
      identity: { reads: ['recognition'], of: () => company.identity },
      sections: [{ name: 'notes', reads: ['notes'], read: async () => ({ pinned: [] }) }],
    });
    @Module({
      imports: [CqrsModule.forRoot()],
      controllers: [CustomersController],
      providers: [
        ...queryProviders([slice]),
        { provide: READ_SIDE, useValue: { reader: () => company.customers, vault: company.vault, ledger: company.ledger } },
        {
          provide: WAIT_FOR,
          useValue: async (position: string, sets: readonly string[]) => void waited.push([position, sets]),
        },
        { provide: OpenStreams, useValue: { add: () => () => undefined } },
        { provide: CHANGE_FEED, useValue: { onChange: () => () => undefined, stopping: new AbortController().signal } },
      ],
    })
    class Program {}
    app = await NestFactory.create<NestFastifyApplication>(Program, new FastifyAdapter(), { logger: false });
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await company.close();
  });

  const get = async (path: string): Promise<unknown> => (await app.inject(path)).json();

  it('are found, shown with what other slices add, and listed on a timeline', async () => {
    const id = await company.idOf(...PHONE);
    expect(await get('/customers?q=ada')).toMatchObject({ customers: [{ id, name: 'Ada Byron' }] });
    expect(await get(`/customers/${id}`)).toMatchObject({ id, touchpoints: 1, sections: { notes: { pinned: [] } } });
    expect(await get(`/customers/${id}/timeline?kind=call`)).toMatchObject({ customer: id, items: [{ kind: 'call' }] });
    expect(await get('/customers?q=ada&open=true')).toMatchObject({ opened: { card: { id, sections: {} } } });
    expect(waited).toEqual([]);
  });

  it('are read after a write as soon as the sets that the answer is made of have got there', async () => {
    const id = await company.idOf(...PHONE);
    waited.length = 0;
    for (const path of ['?q=ada&after=1', '?q=ada&open=true&after=1', `/${id}?after=1`, `/${id}/timeline?after=1`]) {
      await get(`/customers${path}`);
    }
    expect(waited).toEqual([
      ['1', ['customers', 'recognition']],
      ['1', ['customers', 'recognition', 'notes']],
      ['1', ['customers', 'recognition', 'notes']],
      ['1', ['customers', 'recognition']],
    ]);
  });
});
