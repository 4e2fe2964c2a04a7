import 'reflect-metadata';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { Queries, queryProviders, READ_SIDE, WAIT_FOR } from './buses.js';
import { defineQuery, type QueryLog, type ReadSide } from './query.js';
import { defineSlice } from './slice.js';

class NotesLostError extends Error {
  readonly code = 'notes-lost';
}

const pinnedNotes = defineQuery({
  name: 'PinnedNotes',
  reads: ['notes', 'customers'],
  answer: async (_read: ReadSide, { customer }: { readonly customer: string }) => [`a note on ${customer}`],
});

const halfAnswer = defineQuery({
  name: 'HalfAnswer',
  reads: [],
  answer: async (_read: ReadSide, error: unknown, log: QueryLog) => ({ missing: log.partFailed('notes', error) }),
});

const slice = defineSlice({ name: 'notes', queries: { PinnedNotes: pinnedNotes, HalfAnswer: halfAnswer } });

describe('The queries of slices', () => {
  const waited: (readonly [position: string, sets: readonly string[]])[] = [];
  let queries: Queries;
  let close: () => Promise<void>;

  beforeAll(async () => {
    @Module({
      imports: [CqrsModule.forRoot()],
      providers: [
        ...queryProviders([slice]),
        { provide: READ_SIDE, useValue: {} },
        {
          provide: WAIT_FOR,
          useValue: async (position: string, sets: readonly string[]) => void waited.push([position, sets]),
        },
      ],
    })
    class Program {}
    const app = await NestFactory.createApplicationContext(Program, { logger: false });
    await app.init();
    queries = app.get(Queries);
    close = () => app.close();
  });
  afterAll(() => close());

  it('answer at once, and after a position as soon as the sets that they read have got there', async () => {
    expect(await queries.ask('PinnedNotes', { customer: 'ada' })).toEqual(['a note on ada']);
    expect(waited).toEqual([]);
    await queries.ask('PinnedNotes', { customer: 'ada' }, '42');
    expect(waited).toEqual([['42', ['notes', 'customers']]]);
  });

  it('log a part that failed without its message, and tell its code', async () => {
    const logged: unknown[] = [];
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation((fields: unknown) => void logged.push(fields));
    expect(await queries.ask('HalfAnswer', new NotesLostError('Ada Byron'))).toEqual({ missing: 'notes-lost' });
    expect(await queries.ask('HalfAnswer', Object.assign(new Error('Ada Byron'), { code: 'SQLITE_BUSY' }))).toEqual({
      missing: 'internal-error',
    });
    error.mockRestore();
    expect(logged).toMatchObject([
      { query: 'HalfAnswer', part: 'notes', code: 'notes-lost' },
      { query: 'HalfAnswer', part: 'notes', code: 'internal-error', errorCode: 'SQLITE_BUSY' },
    ]);
    expect(JSON.stringify(logged)).not.toContain('Ada Byron');
  });

  it('that no slice has are a mistake of the program', async () => {
    expect(() => queries.ask('Unheard', undefined)).toThrow('This program does not answer Unheard.');
  });
});
