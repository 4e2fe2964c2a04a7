import { type DynamicModule, Module } from '@nestjs/common';
import { customerSummaries, type CustomerSources } from '#customers';
import { CustomersModule } from '#customers/http';
import type { CustomerId } from '#events';
import { asPosition } from '#events';
import type { Embedded } from '#embedded';
import { type AccessToken, type Configuration, PlatformModule } from '#platform';
import { identityLookup } from '#recognition';
import { IdentityModule } from '#recognition/http';
import { RecordingModule } from '#recording/http';
import { PROBLEM_CODES, VIEWS_OPERATIONS, ViewsController } from '#serving';
import { ROLE_MAILBOX } from '#vault';

/** The all-in-one server: the write side, the read side and the views, on one data folder. */
@Module({})
export class AppModule {
  static of(embedded: Embedded, configuration: Configuration, access: AccessToken, stopping: AbortSignal): DynamicModule {
    const { recorder, store, vault, views, rules, kinds } = embedded;
    const identity = identityLookup(views.reader('recognition'), rules);
    const sources: CustomerSources = { customers: views.reader('customers'), identity, vault, ledger: store };
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot({ configuration, access, problems: PROBLEM_CODES }),
        RecordingModule.with(recorder, kinds, {
          departments: async () => (await sources.customers.all<{ department: string }>('SELECT department FROM departments ORDER BY department')).map((row) => row.department),
          identifierTypes: rules.identifiers.filter(({ type }) => type !== ROLE_MAILBOX && !rules.compounds.some((compound) => compound.type === type)).map(({ type, label }) => ({ type, label })),
        }),
        CustomersModule.with(sources, {
          stopping,
          waitFor: (position) => views.waitFor(asPosition(position)),
          onChange: (listener) =>
            views.onCommit(({ announced }) => listener({ identityOf: (announced.get('identity') ?? new Set()) as ReadonlySet<CustomerId> })),
        }),
        IdentityModule.with({
          reader: views.reader('recognition'),
          vault,
          suggestions: vault.suggestions,
          rules,
          summaries: (customers) => customerSummaries(sources, customers),
          waitFor: (position) => views.waitFor(asPosition(position)),
        }),
      ],
      controllers: [ViewsController],
      providers: [{ provide: VIEWS_OPERATIONS, useValue: views }],
    };
  }
}
