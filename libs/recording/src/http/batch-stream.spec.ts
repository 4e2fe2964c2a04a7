import fc from 'fast-check';
import { splitLines, textOf } from './batch-stream.js';

async function* pieces(buffer: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...cuts].toSorted((a, b) => a - b)) {
    if (cut > from && cut < buffer.length) {
      yield buffer.subarray(from, cut);
      from = cut;
    }
  }
  yield buffer.subarray(from);
}

async function lines(buffer: Buffer, cuts: readonly number[] = []): Promise<{ text: string; flaw: string | undefined }[]> {
  const found = [];
  for await (const line of splitLines(pieces(buffer, cuts))) found.push({ text: textOf(line).text, flaw: line.flaw });
  return found;
}

describe('Splitting a stream into lines', () => {
  it('gives the same lines wherever the stream was cut', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((line) => line.replaceAll(/[\r\n]/g, '')),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(300)), async (expected, cuts) => {
        const found = await lines(Buffer.from(`${expected.join('\n')}\n`), cuts);
        expect(found.map((line) => line.text)).toEqual(expected);
      }),
    );
  });

  it('takes a last line without newline, and Windows line ends', async () => {
    expect((await lines(Buffer.from('a\r\nb'))).map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('keeps the beginning of a line that is too long, and goes on after it', async () => {
    const found = await lines(Buffer.from(`${'x'.repeat(1_100_000)}\nnext\n`), [500_000, 1_050_000]);
    expect(found.map(({ text, flaw }) => [text.length, flaw !== undefined])).toEqual([
      [4096, true],
      [4, false],
    ]);
  });

  it('names a line that is not UTF-8', async () => {
    const found = await lines(Buffer.concat([Buffer.from('good\n'), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])]));
    expect(found[1]?.flaw).toContain('UTF-8');
  });
});
