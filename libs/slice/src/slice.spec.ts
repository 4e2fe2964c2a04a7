import { defineCommand, recordPlainly } from '#commands';
import { asSealed, declareEvent, type Handle, type Sealed, quarantineDiscarded } from '#events';
import { allOf } from './all-of.js';
import type { CommandsOf, QueriesOf } from './buses.js';
import { defineQuery } from './query.js';
import { defineSlice } from './slice.js';

class PinBody {
  note: string;
}
const pin = defineCommand({
  name: 'Pin',
  input: PinBody,
  stream: () => 'pins',
  initial: 0,
  evolve: (count) => count + 1,
  decide: (_count, { note }) => recordPlainly(quarantineDiscarded, { quarantineId: '', reason: note, receivedAt: '' }),
});
const pins = defineQuery({ name: 'Pins', reads: ['pins'], answer: async (_read, { most }: { readonly most: number }) => [most] });
const pinned = declareEvent<{ readonly note: string }>()({ type: 'Pinned', version: 1, upcasters: [] });
const slice = defineSlice({ name: 'pinning', commands: { Pin: async () => pin }, queries: { Pins: pins } });

/** Compiled, never called. */
function whatDoesNotCompile(commands: CommandsOf<typeof slice>, queries: QueriesOf<typeof slice>): unknown[] {
  const context = { metadata: {} };
  return [
    commands.execute('Pin', '{}', context),
    // @ts-expect-error a command that the slice does not list
    commands.execute('Unpin', '{}', context),
    queries.ask('Pins', { most: 1 }).then(([first]) => first?.toFixed()),
    // @ts-expect-error a query that the slice does not list
    queries.ask('Needles', { most: 1 }),
    // @ts-expect-error the question of another query
    queries.ask('Pins', { least: 1 }),
    // @ts-expect-error a command under another name
    defineSlice({ name: 'pinning', commands: { Unpin: async () => pin } }),
    // @ts-expect-error an event under another type
    defineSlice({ name: 'pinning', events: { Pinned: quarantineDiscarded } }),
    // @ts-expect-error an event that is not declared in libs/events
    defineSlice({ name: 'pinning', events: { Pinned: pinned } }),
    // @ts-expect-error sealed texts without their sections
    declareEvent<{ readonly hub: Handle; readonly notes: readonly { readonly sealed?: Sealed }[] }>()({
      type: 'Pinned',
      version: 1,
      upcasters: [],
    }),
    // @ts-expect-error another command's input
    defineCommand({ ...pin, decide: (_count: number, { other }: { readonly other: string }) => other }),
    // @ts-expect-error other data than the event has
    recordPlainly(quarantineDiscarded, { quarantineId: '', reason: '' }),
  ];
}

describe('A slice', () => {
  it('does not compile with what it does not have', () => expect(whatDoesNotCompile).toBeInstanceOf(Function));

  it('has nothing where it says nothing', () => {
    expect(defineSlice({ name: 'empty' })).toMatchObject({
      events: {},
      commands: {},
      queries: {},
      views: {},
      topics: {},
      jobs: {},
    });
  });

  it('shares no name with another', () => {
    const other = defineSlice({ name: 'sewing', commands: { Pin: async () => pin } });
    expect(() => allOf([slice, other], 'commands')).toThrow('Two slices have Pin among their commands.');
    expect(Object.keys(allOf([slice, defineSlice({ name: 'empty' })], 'commands'))).toEqual(['Pin']);
  });
});

describe('An event that holds sealed texts', () => {
  it('says where they are', () => {
    const declared = declareEvent<{ readonly hub: Handle; readonly sealed: Sealed }>()({
      type: 'Pinned',
      version: 1,
      upcasters: [],
      sealed: ({ hub, sealed }) => [{ section: 'note', hub, sealed }],
    });
    const hub = 'h' as Handle;
    expect(declared.sealed({ hub, sealed: asSealed('x') })).toEqual([{ section: 'note', hub, sealed: 'x' }]);
  });
});
