import { Writable } from 'node:stream';
import { ProgressDisplay } from './progress-display.js';

describe('progress that no terminal shows', () => {
  let written: string;
  let now: number;
  const open = (phase?: string): Promise<ProgressDisplay> => {
    written = '';
    now = 1000;
    const out = new Writable({
      write(piece: Buffer, _encoding, done) {
        written += piece.toString();
        done();
      },
    });
    return ProgressDisplay.open(Object.assign(out, { isTTY: false }) as unknown as NodeJS.WriteStream, () => now, phase);
  };

  it('is a line every five seconds, with rate and time left', async () => {
    const display = await open('recording');
    const news = { phase: 'recording', what: 'touchpoints' };
    display.show({ ...news, done: 0, part: 0 });
    now += 4999;
    display.show({ ...news, done: 900, part: 0.45 });
    expect(written).toBe('');
    now += 1;
    display.show({ ...news, done: 1000, part: 0.5 });
    expect(written).toBe('recording: 50%, 1000 touchpoints, 200/s, 5 s left\n');
    now += 4000;
    display.show({ ...news, done: 1800, part: 0.9 });
    expect(written.split('\n')).toHaveLength(2);
  });

  it('is a line for each new phase, whose rate is its own', async () => {
    const display = await open();
    display.show({ phase: 'copying the vault', what: 'rows', done: 0 });
    now += 3000;
    display.show({ phase: 'copying the ledger', what: 'events', done: 0 });
    now += 5000;
    display.show({ phase: 'copying the ledger', what: 'events', done: 50 });
    expect(written).toBe('copying the vault ...\ncopying the ledger ...\ncopying the ledger: 50 events, 10/s\n');
  });

  it('counts the time left from where an earlier run stopped', async () => {
    const display = await open('recording');
    display.show({ phase: 'recording', what: 'touchpoints', done: 0, part: 0.8 });
    now += 5000;
    display.show({ phase: 'recording', what: 'touchpoints', done: 10, part: 0.9 });
    expect(written).toContain('5 s left');
  });
});
