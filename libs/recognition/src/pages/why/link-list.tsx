import { customerAddress, Link, Timestamp } from '#desk';
import { wordsFor } from '#desk/text';
import type { IdentityEdge } from '#recognition';
import { Button } from '@mantine/core';
import { nodeText, tierText } from './chain-drawing.js';
import type { ChainNode } from './lay-out-chain.js';
import styles from './why.module.css';

interface LinkListProps {
  readonly label: string;
  readonly edges: readonly IdentityEdge[];
  readonly nodes: ReadonlyMap<string, ChainNode>;
  /** The customer one is looking at: an end that belongs to another is led to. */
  readonly customer: string;
  readonly onMistaken?: ((edge: IdentityEdge) => void) | undefined;
}

/** Links between identifiers in words: the rule and tier of each, since when, and for a decision who and why. */
export function LinkList({ label, edges, nodes, customer, onMistaken }: LinkListProps) {
  return (
    <ol className={styles.list} aria-label={label}>
      {edges.map((edge) => (
        <li key={`${edge.a} ${edge.b} ${edge.rule}`} className={styles.link}>
          <span>
            <End node={nodes.get(edge.a)} customer={customer} first />{' '}
            {edge.status === 'accepted' ? 'and' : <span className={styles.danger}>is not tied to</span>}{' '}
            <End node={nodes.get(edge.b)} customer={customer} />
            <span className={styles.small}>
              {wordsFor(edge.rule)}, {tierText(edge.tier)}; first seen <Timestamp at={edge.firstSeenAt} style="day" />, last{' '}
              <Timestamp at={edge.lastSeenAt} style="day" />; ledger position {edge.position}
            </span>
            {edge.reason !== undefined && <span className={`${styles.small} ${styles.danger}`}>{edge.reason}</span>}
            {edge.decidedBy !== undefined && (
              <span className={styles.small}>
                Decided by {edge.decidedBy}
                {edge.decisionReason !== undefined && `: ${edge.decisionReason}`}
              </span>
            )}
          </span>
          {onMistaken !== undefined && edge.status === 'accepted' && (
            <Button size="compact-xs" variant="default" onClick={() => onMistaken(edge)}>
              This link is mistaken
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}

interface EndProps {
  readonly node: ChainNode | undefined;
  readonly customer: string;
  /** Begins the sentence. */
  readonly first?: boolean;
}

function End({ node, customer, first = false }: EndProps) {
  if (node === undefined) return <>{first ? 'An' : 'an'} identifier</>;
  const type = wordsFor(node.type);
  const elsewhere = node.customer !== undefined && node.customer !== customer ? node.customer : undefined;
  return (
    <>
      {first ? type : type.toLowerCase()} <strong>{nodeText(node)}</strong>
      {elsewhere !== undefined && (
        <>
          {' '}
          (<Link to={customerAddress(elsewhere)}>another customer</Link>)
        </>
      )}
    </>
  );
}
