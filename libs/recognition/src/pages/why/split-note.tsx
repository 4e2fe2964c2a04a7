import { customerAddress, Link, Notice, Notices } from '#desk';
import { IconGitBranch } from '@tabler/icons-react';
import { useWhy } from '../identity-queries.js';

interface SplitNoteProps {
  readonly customer: string;
  /** Two identifiers that somebody has just parted. */
  readonly a: string;
  readonly b: string;
  /** The ledger position of that decision. */
  readonly after: string;
}

/** Says what became of a decision to part two identifiers, and leads to the other side. */
export function SplitNote({ customer, a, b, after }: SplitNoteProps) {
  const { data: why } = useWhy(customer, a, b, { after });
  if (why === undefined) return null;
  const other = why.nodes.find((node) => [a, b].includes(node.handle) && node.customer !== customer)?.customer;
  return (
    <Notices label="What you decided">
      <Notice tone="info" Icon={IconGitBranch}>
        {why.same || other === undefined ? (
          <span>The link is dropped. Other links still make the two one customer.</span>
        ) : (
          <>
            <span>They are two customers now. Each keeps its own history.</span>
            <Link to={customerAddress(other)}>Open the other one</Link>
          </>
        )}
      </Notice>
    </Notices>
  );
}
