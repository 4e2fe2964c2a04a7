/**
 * Cuts text into lines, without their line ends; the last one need not have one. Batches, one for each piece of text.
 * A line longer than `longest` characters is cut off there, so that no file can fill the memory.
 */
export async function* splitLines(text: AsyncIterable<string>, longest = 16_000_000): AsyncIterable<readonly string[]> {
  let rest = '';
  for await (const piece of text) {
    const lines = piece.split('\n');
    lines[0] = (rest + (lines[0] ?? '')).slice(0, longest);
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
