import { CommandError, exitCodeFor, folderError } from './command-error.js';

describe('the exit code', () => {
  it.each(['wrong-usage', 'no-token', 'configuration', 'invalid-rules', 'invalid-mapping'])('is 2 for %s', (code) => {
    expect(exitCodeFor(new CommandError(code, 'the person can mend it'))).toBe(2);
  });

  it.each([
    ['a refusal', new CommandError('refused', 'no')],
    ['a failed call of the system', Object.assign(new Error('no space'), { code: 'ENOSPC' })],
    ['an error without a code', new Error('a bug')],
    ['what is no error', 'text'],
  ])('is 1 for %s', (_name, error) => {
    expect(exitCodeFor(error)).toBe(1);
  });
});

describe('an error of a data folder', () => {
  it('names what a thread died of rather than that it is gone', () => {
    const died = new Error('the disk is full');
    const error = folderError({ data: '/data', failure: () => died }, new Error('the thread has ended'));
    expect(error).toMatchObject({ code: 'folder-failed', cause: died });
    expect(error.message).toBe('Work on the data folder /data failed: the disk is full');
  });

  it('is told as it is where no thread died', () => {
    expect(folderError({ data: '/data', failure: () => undefined }, new Error('busy')).message).toContain('failed: busy');
  });
});
