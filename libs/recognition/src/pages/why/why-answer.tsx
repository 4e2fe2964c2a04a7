import { counted } from '#desk/text';
import type { IdentityEdge, WhySameCustomer } from '#recognition';
import { ChainDrawing } from './chain-drawing.js';
import { chainOf } from './lay-out-chain.js';
import { LinkList } from './link-list.js';
import styles from './why.module.css';

interface WhyAnswerProps {
  readonly why: WhySameCustomer;
  readonly customer: string;
  /** Where whoever looks may decide. */
  readonly onMistaken: ((edge: IdentityEdge) => void) | undefined;
}

/** The path that makes two identifiers one customer, drawn and in words; or what keeps them apart. */
export function WhyAnswer({ why, customer, onMistaken }: WhyAnswerProps) {
  const nodes = new Map(why.nodes.map((node) => [node.handle, node]));
  if (why.same) {
    const chain = chainOf(why.a, why.path, why.nodes);
    return (
      <>
        <p className={styles.verdict}>
          One customer: {counted(why.path.length, 'link')} under rules {why.rules}.
        </p>
        <ChainDrawing
          chain={chain}
          name={`The path from one identifier to the other, ${counted(why.path.length, 'link')} long`}
        />
        <LinkList label="The path, link by link" edges={why.path} nodes={nodes} customer={customer} onMistaken={onMistaken} />
      </>
    );
  }
  return (
    <>
      <p className={styles.verdict}>
        Not one customer under rules {why.rules}:{' '}
        {why.blocked.length === 0
          ? 'nothing ties them together.'
          : counted(why.blocked.length, 'link is', 'links are') + ' kept apart.'}
      </p>
      {why.blocked.map((edge) => (
        <ChainDrawing
          key={`${edge.a} ${edge.b}`}
          chain={chainOf(edge.a, [edge], why.nodes)}
          name={`A link that is ${edge.status}`}
        />
      ))}
      <LinkList label="What keeps them apart" edges={why.blocked} nodes={nodes} customer={customer} />
    </>
  );
}
