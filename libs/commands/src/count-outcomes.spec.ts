import { countOutcomes } from './count-outcomes.js';
import type { CommandExecutor } from './executor.js';
import type { BatchOutcome, Outcome } from './outcome.js';

const refused: Outcome = { status: 'refused', problem: { code: 'invalid', detail: 'It is bad.' } };
const accepted: BatchOutcome & Outcome = { status: 'accepted', id: 'i', position: '1' };
const CONTEXT = { metadata: {} };

describe('What became of commands', () => {
  it('is counted from nothing for every outcome of every command, and under the command that was retried', async () => {
    const executor: CommandExecutor = {
      execute: () => Promise.resolve(refused),
      executeMany: (_command, lines) => Promise.resolve(lines.map(() => accepted)),
      retryQuarantined: (id) => Promise.resolve(id === 'gone' ? undefined : { command: 'Note', outcome: accepted }),
    };
    const counted = countOutcomes(executor, ['Note', 'Link']);
    const counts = (): unknown => Object.fromEntries([...counted.counts].map(([name, of]) => [name, Object.fromEntries(of)]));
    const none = { accepted: 0, duplicate: 0, quarantined: 0, refused: 0 };
    expect(counts()).toEqual({ Note: none, Link: none });

    await counted.executor.execute('Link', '{}', CONTEXT);
    await counted.executor.executeMany('Note', [{ text: '{}' }, { text: '{}' }], CONTEXT);
    await counted.executor.retryQuarantined('one', undefined, CONTEXT);
    await counted.executor.retryQuarantined('gone', undefined, CONTEXT);
    expect(counts()).toEqual({ Note: { ...none, accepted: 3 }, Link: { ...none, refused: 1 } });
  });
});
