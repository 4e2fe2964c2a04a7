import type { IdentityEdge, IdentityNode } from '#recognition';

/** A row of identifiers, each tied to the next by an edge. */
export interface Chain {
  readonly nodes: readonly ChainNode[];
  /** One fewer than nodes: `edges[i]` ties `nodes[i]` to `nodes[i + 1]`. */
  readonly edges: readonly IdentityEdge[];
}

export type ChainNode = Pick<IdentityNode, 'handle' | 'type'> & Partial<Pick<IdentityNode, 'value' | 'generic' | 'customer'>>;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From the border of one box to that of the next, and where its two lines of text go. */
interface Tie {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly textX: number;
  readonly textY: number;
  /** `middle` stands above and below a level tie; the others stand beside an upright one. */
  readonly anchor: 'start' | 'middle' | 'end';
}

interface ChainLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly ties: readonly Tie[];
}

export const NODE_WIDTH = 164;
const NODE_HEIGHT = 50;
const TIE_ACROSS = 124;
const TIE_DOWN = 62;
const MARGIN = 2;
const INSET = 28;

/**
 * Follows a path of edges from identifier `from`, whichever way round each edge names its ends. An edge that does not
 * continue the path ends it.
 */
export function chainOf(from: string, edges: readonly IdentityEdge[], nodes: readonly IdentityNode[]): Chain {
  const known = new Map(nodes.map((node) => [node.handle, node]));
  const nodeOf = (handle: string): ChainNode => known.get(handle) ?? { handle, type: 'identifier' };
  const chain = { nodes: [nodeOf(from)], edges: [] as IdentityEdge[] };
  let at = from;
  for (const edge of edges) {
    if (edge.a !== at && edge.b !== at) break;
    at = edge.a === at ? edge.b : edge.a;
    chain.nodes.push(nodeOf(at));
    chain.edges.push(edge);
  }
  return chain;
}

/** In rows that turn at their ends, as many boxes in each as the width (pixels) holds; in a column where it holds one. */
export function layOutChain(count: number, width: number): ChainLayout {
  const fitting = Math.floor((width - 2 * MARGIN + TIE_ACROSS) / (NODE_WIDTH + TIE_ACROSS));
  const perRow = Math.max(1, Math.min(count, fitting));
  const boxWidth = perRow === 1 ? Math.min(Math.max(width - 2 * MARGIN, NODE_WIDTH), 320) : NODE_WIDTH;
  const boxes = Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / perRow);
    const column = row % 2 === 0 ? index % perRow : perRow - 1 - (index % perRow);
    return {
      x: MARGIN + column * (NODE_WIDTH + TIE_ACROSS),
      y: MARGIN + row * (NODE_HEIGHT + TIE_DOWN),
      width: boxWidth,
      height: NODE_HEIGHT,
    };
  });
  const rows = Math.ceil(count / perRow);
  return {
    width: perRow * boxWidth + (perRow - 1) * TIE_ACROSS + 2 * MARGIN,
    height: rows * NODE_HEIGHT + (rows - 1) * TIE_DOWN + 2 * MARGIN,
    boxes,
    ties: boxes.slice(1).map((box, index) => tieBetween(boxes[index] ?? box, box)),
  };
}

function tieBetween(from: Box, to: Box): Tie {
  if (from.y === to.y) {
    const y = from.y + from.height / 2;
    const [x1, x2] = from.x < to.x ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
    return { x1, y1: y, x2, y2: y, textX: (x1 + x2) / 2, textY: y, anchor: 'middle' };
  }
  const right = from.x > MARGIN;
  const x = right ? from.x + from.width - INSET : from.x + INSET;
  const [y1, y2] = [from.y + from.height, to.y];
  return { x1: x, y1, x2: x, y2, textX: right ? x - 14 : x + 14, textY: (y1 + y2) / 2, anchor: right ? 'end' : 'start' };
}
