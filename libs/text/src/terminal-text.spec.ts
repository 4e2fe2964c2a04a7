import { terminalText } from './terminal-text.js';

describe('text for a terminal', () => {
  it('shows what a terminal would obey as an escape', () => {
    expect(terminalText('id\u001b[2J\u001b]0;title\u0007\r\u009b1m\u202egnp\ud800')).toBe(
      String.raw`id\u001b[2J\u001b]0;title\u0007\u000d\u009b1m\u202egnp\ud800`,
    );
  });

  it('leaves alone what is text, its lines and tabs', () => {
    const text = 'Zoë شركة 会社 👩‍👩‍👧\n\t12 x "a"\n';
    expect(terminalText(text)).toBe(text);
  });
});
