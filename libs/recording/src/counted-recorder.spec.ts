import { countedRecorder } from './counted-recorder.js';
import type { Recorder } from './recorder.js';

describe('What became of touchpoints', () => {
  it('is counted from nothing for every outcome, before there is one', async () => {
    const refused = { status: 'refused', problem: { code: 'invalid', detail: 'It is bad.' } } as const;
    const { recorder, counts } = countedRecorder({ record: () => Promise.resolve(refused) } as unknown as Recorder);
    expect(Object.fromEntries(counts)).toEqual({ accepted: 0, duplicate: 0, quarantined: 0, refused: 0 });
    await recorder.record('{}', {});
    expect(counts.get('refused')).toBe(1);
  });
});
