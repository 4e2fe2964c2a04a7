import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { CommandError } from '#cli';
import { importFile, type ImportSettings } from './import-file.js';
import type { LineInput, LineResult, TouchpointSink } from './touchpoint-sink.js';

const MAPPING = `
touchpoint:
  source: test
  externalId: \${id}
  occurredAt: { column: day, as: date-time }
  kind: note
  channel: crm
  direction: internal
  department: sales
  parties: [{ role: customer, identifiers: [{ type: email, value: '\${mail}' }] }]
zone: UTC
`;

/** A ledger that outlives the sinks opened on it. */
class Ledger {
  readonly ids = new Map<string, number>();
  readonly quarantine: string[] = [];
  seen = 0;

  open(dieAfter = Infinity): TouchpointSink {
    let calls = 0;
    const record = async (lines: readonly LineInput[]): Promise<readonly LineResult[]> => {
      if (++calls > dieAfter) throw new CommandError('unreachable', 'the ledger went away');
      return lines.map((line): LineResult => {
        this.seen++;
        if ('problem' in line) {
          this.quarantine.push(line.raw);
          return { line: line.number, status: 'quarantined', problem: line.problem };
        }
        const { externalId } = JSON.parse(line.json) as { externalId: string };
        const times = (this.ids.get(externalId) ?? 0) + 1;
        this.ids.set(externalId, times);
        return { line: line.number, status: times === 1 ? 'accepted' : 'duplicate' };
      });
    };
    return { target: 'test ledger', record, close: async () => undefined };
  }
}

describe('importing a file', () => {
  let folder: string;
  let output: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'import-'));
    output = '';
    const rows = Array.from(
      { length: 1600 },
      (_, index) => `${index},${index === 1234 ? 'some day' : '2024-01-01'},a${index}@example.org`,
    );
    writeFileSync(join(folder, 'file.csv'), `id,day,mail\n${rows.join('\n')}\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const settings = (extra: Partial<ImportSettings> = {}): ImportSettings => ({
    file: join(folder, 'file.csv'),
    mapping: MAPPING,
    limit: Infinity,
    restart: false,
    ...extra,
  });
  const run = (ledger: Ledger, extra: Partial<ImportSettings> = {}, dieAfter?: number): Promise<number> => {
    const out = new Writable({
      write(piece: Buffer, _encoding, done) {
        output += piece.toString();
        done();
      },
    });
    return importFile(settings(extra), async () => ({ sink: ledger.open(dieAfter), folder: join(folder, 'state') }), {
      out,
      progress: Object.assign(out, { isTTY: false }) as unknown as NodeJS.WriteStream,
      clock: () => 0,
    });
  };
  const kept = (): string[] => readdirSync(join(folder, 'state'));

  it('records every row, quarantines the one that cannot be mapped, and says so', async () => {
    const ledger = new Ledger();
    expect(await run(ledger)).toBe(3);
    expect(ledger.ids.size).toBe(1599);
    expect(output).toContain('accepted     1599\n');
    expect(output).toContain('1 x touchpoint.occurredAt: is not a date in the format given');
    expect(JSON.parse(ledger.quarantine[0] ?? '')).toEqual({
      unmapped: {
        file: 'file.csv',
        record: 1235,
        problem: 'touchpoint.occurredAt: is not a date in the format given',
        records: [{ id: '1234', day: 'some day', mail: 'a1234@example.org' }],
      },
    });
  });

  it('goes on where it stopped when the ledger went away, and records nothing twice', async () => {
    const ledger = new Ledger();
    await expect(run(ledger, {}, 2)).rejects.toThrow('the ledger went away');
    expect(kept()).toHaveLength(1);
    expect(await run(ledger)).toBe(3);
    expect(ledger.ids.size).toBe(1599);
    expect([...ledger.ids.values()].every((times) => times === 1)).toBe(true);
    expect(output).toContain('Going on after 1000 touchpoints');
    expect(output).toContain('accepted     1599\n');
    expect(kept()).toEqual([]);
  });

  it('goes on after a limit', async () => {
    const ledger = new Ledger();
    expect(await run(ledger, { limit: 700 })).toBe(0);
    expect(ledger.seen).toBe(700);
    expect(await run(ledger)).toBe(3);
    expect(ledger.seen).toBe(1600);
  });

  it.each([
    ['--restart', { restart: true }],
    ['a changed mapping', { mapping: `${MAPPING}# changed\n` }],
  ])('begins at the first record with %s', async (_name, extra) => {
    const ledger = new Ledger();
    await run(ledger, { limit: 700 });
    await run(ledger, extra);
    expect(ledger.seen).toBe(2300);
    expect(ledger.ids.size).toBe(1599);
  });

  it('takes a file of touchpoints as it is', async () => {
    const ledger = new Ledger();
    writeFileSync(join(folder, 'plain.ndjson'), '{"externalId":"1"}\n\n{"externalId":"2"}');
    expect(await run(ledger, { file: join(folder, 'plain.ndjson'), mapping: undefined })).toBe(0);
    expect([...ledger.ids.keys()]).toEqual(['1', '2']);
  });

  it('asks for a mapping where the file needs one', async () => {
    await expect(run(new Ledger(), { mapping: undefined })).rejects.toMatchObject({ code: 'invalid-mapping' });
  });
});
