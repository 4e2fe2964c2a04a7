import { wordsFor } from '#desk/text';
import { useElementSize } from '@mantine/hooks';
import { useId } from 'react';
import { layOutChain, NODE_WIDTH, type Chain, type ChainNode } from './lay-out-chain.js';
import styles from './why.module.css';

/** The width that a letter of a value takes on average, rounded up: a value must not run over its box. */
const LETTER_PX = 8.4;

/** The path as a picture. The list beneath says the same in words, so the picture has a name and no more. */
export function ChainDrawing({ chain, name }: { readonly chain: Chain; readonly name: string }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const title = useId();
  const { boxes, ties, ...size } = layOutChain(chain.nodes.length, Math.max(width, NODE_WIDTH + 4));
  return (
    <div ref={ref} className={styles.drawing}>
      <svg width={size.width} height={size.height} role="img" aria-labelledby={title}>
        <title id={title}>{name}</title>
        {chain.edges.map((edge, index) => {
          const tie = ties[index];
          if (tie === undefined) return null;
          const { textX, textY, anchor, ...line } = tie;
          const across = anchor === 'middle';
          return (
            <g key={`${edge.a} ${edge.b} ${edge.rule}`}>
              <line {...line} className={styles.tie} data-status={edge.status} />
              <text x={textX} y={textY - (across ? 8 : 3)} textAnchor={anchor} className={styles.tieText}>
                {shortened(wordsFor(edge.rule), across ? 17 : 30)}
              </text>
              <text x={textX} y={textY + (across ? 18 : 13)} textAnchor={anchor} className={styles.tieTier}>
                {edge.status === 'accepted' ? tierText(edge.tier) : `${edge.status}, tier ${edge.tier}`}
              </text>
            </g>
          );
        })}
        {chain.nodes.map((node, index) => {
          const box = boxes[index];
          if (box === undefined) return null;
          const letters = Math.floor((box.width - 24) / LETTER_PX);
          return (
            <g key={node.handle}>
              <rect {...box} rx={7} className={styles.box} data-end={index === 0 || index === boxes.length - 1 || undefined} />
              <text x={box.x + 12} y={box.y + 19} className={styles.boxType}>
                {wordsFor(node.type)}
                {node.generic === true && ', shared by many'}
              </text>
              <text x={box.x + 12} y={box.y + 38} className={styles.boxValue}>
                {shortened(nodeText(node), letters)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

export const nodeText = ({ value }: ChainNode): string => value ?? 'erased';

export const tierText = (tier: number): string => (tier === 0 ? 'decided by a person' : `tier ${tier}`);

function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
