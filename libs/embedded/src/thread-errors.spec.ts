import { errorToSend, receivedError } from './thread-errors.js';

class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code = 'refused';
  constructor(
    readonly position: bigint,
    readonly where: object,
    options?: ErrorOptions,
  ) {
    super('It was refused.', options);
  }
}

/** To another thread and back. */
const across = (error: unknown): Error => receivedError(structuredClone(errorToSend(error)));

describe('An error that crosses threads', () => {
  it('keeps its name, message, stack and all its fields', () => {
    const where = { line: 3, path: ['parties', 0], at: new Date(5), ids: new Map([['a', 1n]]), none: null, left: undefined };
    const error = new RefusedError(9_007_199_254_740_993n, where);
    const received = across(error);
    expect(received).toBeInstanceOf(Error);
    expect(received).toMatchObject({ name: 'RefusedError', code: 'refused', message: error.message, stack: error.stack });
    expect(received).toMatchObject({ position: 9_007_199_254_740_993n, where });
  });

  it('keeps what caused it, however deep, with its fields', () => {
    const cause = new RefusedError(1n, {}, { cause: Object.assign(new Error('disk'), { code: 'ENOSPC', errno: -28 }) });
    const received = across(new Error('outer', { cause }));
    expect(received.cause).toBeInstanceOf(Error);
    expect(received).toMatchObject({ cause: { code: 'refused', position: 1n, cause: { message: 'disk', errno: -28 } } });
    expect(Object.keys(received)).not.toContain('cause');
  });

  it('keeps the errors it is made of', () => {
    const received = across(new AggregateError([new RefusedError(7n, { a: 1 }), new TypeError('wrong')], 'two'));
    expect(received).toMatchObject({
      name: 'AggregateError',
      errors: [
        { code: 'refused', position: 7n, where: { a: 1 } },
        { name: 'TypeError', message: 'wrong' },
      ],
    });
  });

  it('loses what cannot be sent: functions, and what holds the error itself', () => {
    const self: Record<string, unknown> = {};
    const error = Object.assign(new Error('round'), { retry: () => undefined, code: 'x', self });
    self['error'] = error;
    expect(across(error)).toMatchObject({ message: 'round', code: 'x', self: {} });
    expect(across(error)).not.toHaveProperty('retry');
  });

  it('is made of whatever was thrown', () => {
    expect(across('just a text')).toMatchObject({ message: 'just a text', name: 'Error' });
    expect(across(undefined)).toMatchObject({ message: 'undefined' });
  });
});
