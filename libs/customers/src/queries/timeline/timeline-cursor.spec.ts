import * as fc from 'fast-check';
import { InvalidParameterError } from '#slice';
import { decodeCursor, encodeCursor } from './timeline-cursor.js';

describe('a timeline cursor', () => {
  it('comes back as it was made, for times before 1970 too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -4e12, max: 4e12 }),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        (occurredAt, position) => {
          expect(decodeCursor(encodeCursor({ occurredAt, position }))).toEqual({ occurredAt, position });
        },
      ),
    );
  });

  it.each([
    '',
    'rubbish',
    'MTo1',
    `${encodeCursor({ occurredAt: 1, position: 2 })}${'A'.repeat(100)}`,
    Buffer.from('2:1:1').toString('base64url'),
  ])('is refused when it is %j', (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid-parameter', field: 'cursor' }));
    expect(() => decodeCursor(cursor)).toThrow(InvalidParameterError);
  });
});
