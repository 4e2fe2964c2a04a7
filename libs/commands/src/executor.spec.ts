import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IsInt, IsOptional, IsString } from 'class-validator';
import fc from 'fast-check';
import { type EventStore, openSqliteEventStore, StoreUnavailableError } from '#event-store';
import {
  type DiscardedQuarantineItem,
  type Handle,
  identityDecided,
  type LedgerEvent,
  QUARANTINE_DISCARDED,
  quarantineDiscarded,
  START,
} from '#events';
import { openSqliteVault, type SqliteVault } from '#vault';
import { defineCommand } from './command.js';
import { record, recordPlainly, refuse } from './decision.js';
import { type CommandExecutor, createExecutor, UnknownCommandError } from './executor.js';

class NoteBody {
  @IsString()
  on: string;

  @IsString()
  note: string;

  /** The most notes that there may be before. */
  @IsOptional()
  @IsInt()
  most?: number;
}

const evolve = (notes: readonly string[], event: LedgerEvent): readonly string[] =>
  event.type === QUARANTINE_DISCARDED ? [...notes, event.data.reason] : notes;
const noted = ({ on, note }: NoteBody): DiscardedQuarantineItem => ({ quarantineId: on, reason: note, receivedAt: '' });

/** Any number of notes on a stream, each once, at most as many as the input allows. */
const note = defineCommand({
  name: 'Note',
  input: NoteBody,
  stream({ on }: NoteBody) {
    if (on === 'nowhere') throw new TypeError('on is not iterable');
    return `notes-${on}`;
  },
  initial: [] as readonly string[],
  evolve,
  decide(notes, body) {
    if (body.note === 'a mistake of ours') throw new TypeError('undefined is not a function');
    if (notes.length > (body.most ?? 1000))
      return refuse({ code: 'full', detail: `There are ${notes.length} notes: ${notes.join(', ')}.` });
    return recordPlainly(quarantineDiscarded, noted(body));
  },
});

/** Says that it seals something, and seals nothing. */
const forgetful = defineCommand({
  name: 'Forget',
  input: NoteBody,
  stream: ({ on }: NoteBody) => `forgotten-${on}`,
  initial: undefined,
  evolve: () => undefined,
  decide: () =>
    record({
      event: identityDecided,
      identifiers: [],
      compose: () => ({
        profiles: [],
        sections: [],
        data: () => ({
          verdict: 'link' as const,
          a: 'a' as Handle,
          b: 'b' as Handle,
          decidedAt: '',
          origin: 'staff' as const,
          sealedReason: '' as never,
        }),
        extra: {},
      }),
    }),
});

const text = (on: string, words: string, most?: number): string =>
  JSON.stringify({ on, note: words, ...(most === undefined ? {} : { most }) });
const JANE = { metadata: { actor: 'jane' } };

describe('A command', () => {
  let folder: string;
  let store: EventStore;
  let vault: SqliteVault;
  let unexpected: unknown[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'commands-'));
    store = openSqliteEventStore(join(folder, 'ledger.db'));
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
    unexpected = [];
  });
  afterEach(async () => {
    await store.close();
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  const executor = (over: Partial<EventStore> = {}): CommandExecutor =>
    createExecutor({
      commands: { Note: async () => note, Forget: async () => forgetful },
      store: {
        append: (stream, events, expected) => store.append(stream, events, expected),
        readLast: (streams) => store.readLast(streams),
        readStream: (stream, options) => store.readStream(stream, options),
        ...over,
      },
      vault,
      quarantine: vault.quarantine,
      now: () => 0,
      unnamedQuarantined: 'Note',
      onUnexpected: (error) => unexpected.push(error),
    });
  const notes = async (on: string): Promise<string[]> =>
    (await store.readStream(`notes-${on}`)).map(({ data }) => (data as DiscardedQuarantineItem).reason);

  it('is decided on all that its stream holds, and recorded with who wanted it', async () => {
    for (const words of ['one', 'two', 'three']) await executor().execute('Note', text('x', words), JANE);
    expect(await executor().execute('Note', text('x', 'four', 2), JANE)).toEqual({
      status: 'refused',
      problem: { code: 'full', detail: 'There are 3 notes: one, two, three.' },
    });
    const [first] = await store.readAll(START);
    expect(first).toMatchObject({ type: QUARANTINE_DISCARDED, schemaVersion: 1, stream: 'notes-x', metadata: { actor: 'jane' } });
  });

  it('is decided again where somebody else appended first', async () => {
    let overtakes = 3;
    const append: EventStore['append'] = async (stream, events, expected) => {
      if (overtakes-- > 0) {
        const event = {
          id: crypto.randomUUID(),
          type: QUARANTINE_DISCARDED,
          schemaVersion: 1,
          data: noted({ on: 'x', note: 'theirs' }),
          metadata: {},
        };
        await store.append(stream, [event], 'any');
      }
      return store.append(stream, events, expected);
    };
    expect(await executor({ append }).execute('Note', text('x', 'ours'), JANE)).toMatchObject({ status: 'accepted' });
    expect(await notes('x')).toEqual(['theirs', 'theirs', 'theirs', 'ours']);
    overtakes = 1;
    expect(await executor({ append }).execute('Note', text('x', 'ours again', 4), JANE)).toMatchObject({
      status: 'refused',
      problem: { code: 'full' },
    });
  });

  it('that cannot be read is refused with what is wrong with it', async () => {
    expect(await executor().execute('Note', '{"on":', JANE)).toMatchObject({ status: 'refused', problem: { code: 'malformed' } });
    expect(await executor().execute('Note', '{"on":"x"}', JANE)).toMatchObject({
      status: 'refused',
      problem: { code: 'invalid', errors: [{ field: 'note' }] },
    });
  });

  it('of an unknown name is an error, also from the quarantine', async () => {
    await expect(executor().execute('Vanish', '{}', JANE)).rejects.toThrow(UnknownCommandError);
    const [kept] = await vault.quarantine.add([
      { receivedAt: '', source: '', problem: { code: 'x', detail: 'x' }, body: '{}', command: 'Vanish' },
    ]);
    await expect(executor().retryQuarantined(kept?.id ?? '', undefined, JANE)).rejects.toThrow(UnknownCommandError);
  });

  it('whose event seals other than its declaration says is not recorded', async () => {
    await expect(executor().execute('Forget', text('x', 'y'), JANE)).rejects.toThrow('IdentityDecided');
    expect(await store.head()).toBe(START);
  });

  describe.each([3, 60])('of a batch of %i', (count) => {
    const lines = (wrong: string) =>
      Array.from({ length: count }, (_, n) => ({ text: n === 1 ? wrong : text(`n${n}`, 'words') }));

    it('fails alone by a mistake of ours, goes to quarantine, and is told to operators', async () => {
      const outcomes = await executor().executeMany('Note', lines(text('x', 'a mistake of ours')), JANE);
      expect(outcomes.map(({ status }) => status)).toEqual(lines('').map((_, n) => (n === 1 ? 'quarantined' : 'accepted')));
      expect(outcomes[1]).toMatchObject({ problem: { code: 'unexpected' } });
      expect(unexpected).toEqual([expect.any(TypeError)]);
      expect((await vault.quarantine.page(undefined, 10)).items).toMatchObject([
        { command: 'Note', problem: { code: 'unexpected' } },
      ]);
    });

    it('fails alone where not even its stream can be named', async () => {
      const outcomes = await executor().executeMany('Note', lines(text('nowhere', 'words')), JANE);
      expect(outcomes.map(({ status }) => status)).toEqual(lines('').map((_, n) => (n === 1 ? 'quarantined' : 'accepted')));
      expect(unexpected).toEqual([expect.any(TypeError)]);
    });

    it('fails alone where the ledger refuses it in a way that nobody foresaw, and the others are recorded once', async () => {
      const append: EventStore['append'] = async (stream, events, expected) => {
        if (stream === 'notes-x') throw new RangeError('not this one');
        await sleep(5);
        return store.append(stream, events, expected);
      };
      const outcomes = await executor({ append }).executeMany('Note', lines(text('x', 'words')), JANE);
      expect(outcomes.map(({ status }) => status)).toEqual(lines('').map((_, n) => (n === 1 ? 'quarantined' : 'accepted')));
      expect(await notes('n0')).toEqual(['words']);
    });

    it('is kept in quarantine with its command, and leaves it once it is carried out', async () => {
      const outcomes = await executor().executeMany('Note', lines('no JSON'), JANE);
      const id = outcomes[1]?.status === 'quarantined' ? outcomes[1].quarantineId : '';
      expect(await executor().retryQuarantined(id, undefined, JANE)).toMatchObject({ outcome: { status: 'refused' } });
      expect(await executor().retryQuarantined(id, text('x', 'mended'), JANE)).toMatchObject({
        command: 'Note',
        outcome: { status: 'accepted' },
      });
      expect(await executor().retryQuarantined(id, undefined, JANE)).toBeUndefined();
      expect(await notes('x')).toEqual(['mended']);
    });

    it('fails with all others where the ledger cannot be written, and nothing goes to quarantine', async () => {
      const append: EventStore['append'] = () => Promise.reject(new StoreUnavailableError('disk-full', 'The disk is full.'));
      await expect(executor({ append }).executeMany('Note', lines(text('x', 'y')), JANE)).rejects.toMatchObject({
        code: 'disk-full',
      });
      expect(await vault.quarantine.count()).toBe(0);
    });
  });

  it('of a quarantined item that an earlier version kept, which names none, is the one of that version', async () => {
    const [kept] = await vault.quarantine.add([
      { receivedAt: '', source: '', problem: { code: 'x', detail: 'x' }, body: text('x', 'kept long ago') },
    ]);
    expect(await executor().retryQuarantined(kept?.id ?? '', undefined, JANE)).toMatchObject({ command: 'Note' });
    expect(await notes('x')).toEqual(['kept long ago']);
  });

  it('of many callers at once is carried out once each, whatever streams they share', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { minLength: 1, maxLength: 6 }), async (callers) => {
        round += 1;
        const one = executor();
        await Promise.all(
          callers.map((streams, caller) =>
            caller % 2 === 0
              ? one.executeMany(
                  'Note',
                  streams.map((on, n) => ({ text: text(`${round}-${on}`, `${caller}.${n}`) })),
                  JANE,
                )
              : Promise.all(streams.map((on, n) => one.execute('Note', text(`${round}-${on}`, `${caller}.${n}`), JANE))),
          ),
        );
        for (const on of [0, 1, 2, 3]) {
          const expected = callers.flatMap((streams, caller) =>
            streams.flatMap((at, n) => (at === on ? [`${caller}.${n}`] : [])),
          );
          expect((await notes(`${round}-${on}`)).toSorted()).toEqual(expected.toSorted());
        }
      }),
      { numRuns: 25 },
    );
  });
});
