import type { IdentityEdge } from '#recognition';
import * as fc from 'fast-check';
import { chainOf, layOutChain } from './lay-out-chain.js';

const edge = (a: string, b: string): IdentityEdge => ({
  a,
  b,
  tier: 4,
  rule: 'phone',
  status: 'accepted',
  firstSeenAt: '2026-01-01T00:00:00Z',
  lastSeenAt: '2026-01-01T00:00:00Z',
  position: '1',
});

describe('the chain from one identifier to another', () => {
  it('is followed whichever way round its edges are written', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), (turned) => {
        const edges = turned.map((turn, at) => (turn ? edge(`n${at + 1}`, `n${at}`) : edge(`n${at}`, `n${at + 1}`)));
        const { nodes } = chainOf('n0', edges, []);
        expect(nodes.map(({ handle }) => handle)).toEqual(Array.from({ length: turned.length + 1 }, (_, at) => `n${at}`));
      }),
    );
  });

  it('ends where the next edge does not go on', () => {
    expect(chainOf('a', [edge('a', 'b'), edge('c', 'd')], []).nodes.map(({ handle }) => handle)).toEqual(['a', 'b']);
  });
});

type Box = ReturnType<typeof layOutChain>['boxes'][number];
const touches = (box: Box | undefined, x: number, y: number): boolean =>
  box !== undefined && x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;

describe('the drawing of a chain', () => {
  it('fits its width, overlaps nothing and ties each box to the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 200, max: 1_400 }), (count, width) => {
        const { boxes, ties, ...size } = layOutChain(count, width);
        expect(size.width).toBeLessThanOrEqual(width);
        expect(ties).toHaveLength(count - 1);
        boxes.forEach((box, index) => {
          for (const other of boxes.slice(0, index)) {
            const beside = box.x >= other.x + other.width || other.x >= box.x + box.width;
            expect(beside || box.y >= other.y + other.height).toBe(true);
          }
        });
        ties.forEach((tie, index) => {
          expect(touches(boxes[index], tie.x1, tie.y1)).toBe(true);
          expect(touches(boxes[index + 1], tie.x2, tie.y2)).toBe(true);
        });
        for (const box of boxes) {
          expect(box.x + box.width).toBeLessThanOrEqual(size.width);
          expect(box.y + box.height).toBeLessThanOrEqual(size.height);
        }
      }),
    );
  });
});
