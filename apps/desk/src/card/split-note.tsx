import { IconGitBranch } from '@tabler/icons-react';
import { useWhy } from '../api/queries.js';
import { Link } from '../shell/navigation.js';
import styles from './card.module.css';

/** Two identifiers that somebody has just parted, and the ledger position of that decision. */
export interface Parted {
  readonly a: string;
  readonly b: string;
  readonly after: string;
}

/** Says what became of a decision to part two identifiers, and leads to the other side. */
export function SplitNote({ customer, parted }: { readonly customer: string; readonly parted: Parted }) {
  const { data: why } = useWhy(customer, parted.a, parted.b, { after: parted.after });
  if (why === undefined) return null;
  const other = why.nodes.find((node) => [parted.a, parted.b].includes(node.handle) && node.customer !== customer)?.customer;
  return (
    <ul className={styles.alerts} aria-label="What you decided">
      <li className={styles.alert} data-tone="info">
        <IconGitBranch size={18} aria-hidden />
        {why.same || other === undefined ? (
          <span>The link is dropped. Other links still make the two one customer.</span>
        ) : (
          <>
            <span>They are two customers now. Each keeps its own history.</span>
            <Link to={{ page: 'customer', id: other }}>Open the other one</Link>
          </>
        )}
      </li>
    </ul>
  );
}
