import { customerSummaries, type CustomerSources, recordedDepartments } from '#customers';
import { CustomersModule } from '#customers/http';
import type { CustomerId } from '#events';
import { asPosition } from '#events';
import type { Embedded } from '#embedded';
import { identityLookup } from '#recognition';
import { IdentityModule } from '#recognition/http';
import { RecordingModule, recordingChoices } from '#recording/http';
import { type Program, VIEWS_OPERATIONS, ViewsController } from '#serving/http';

/** The all-in-one server: the write side, the read side and the views, on one data folder. */
export function programOf(embedded: Embedded, stopping: AbortSignal): Omit<Program, 'watch'> {
  const { recorder, store, vault, views, rules, kinds } = embedded;
  const reader = views.reader('recognition');
  const sources: CustomerSources = {
    customers: views.reader('customers'),
    identity: identityLookup(reader, rules),
    vault,
    ledger: store,
  };
  const waitFor = (position: string): Promise<void> => views.waitFor(asPosition(position));
  return {
    modules: [
      RecordingModule.with(
        recorder,
        kinds,
        recordingChoices(rules, () => recordedDepartments(sources.customers)),
      ),
      CustomersModule.with(sources, {
        stopping,
        waitFor,
        onChange: (listener) =>
          views.onCommit(({ announced }) =>
            listener({ identityOf: (announced.get('identity') ?? new Set()) as ReadonlySet<CustomerId> }),
          ),
      }),
      IdentityModule.with({
        reader,
        vault,
        suggestions: vault.suggestions,
        rules,
        summaries: (customers) => customerSummaries(sources, customers),
        waitFor,
      }),
    ],
    controllers: [ViewsController],
    providers: [{ provide: VIEWS_OPERATIONS, useValue: views }],
    desk: true,
  };
}
