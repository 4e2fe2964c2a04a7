import { useEffect, useState } from 'react';
import { useQuarantineTotal } from '../api/quarantine-queries.js';
import { useReview } from '../api/queries.js';
import { useKeys } from '../shell/keys.js';
import { Link } from '../shell/navigation.js';
import { counted } from '../shell/words.js';
import { FindBox } from './find-box.js';
import styles from './find.module.css';
import { recentCustomers } from './recent.js';

const focusFound = (): void => document.querySelector<HTMLElement>('[data-found]')?.focus();

export function FindPage() {
  const [searching, setSearching] = useState(false);
  useKeys({ j: focusFound, k: focusFound });
  useEffect(() => {
    document.title = 'Touchstone';
  }, []);

  return (
    <div className={styles.page} data-searching={searching || undefined}>
      <h1 className={searching ? 'visually-hidden' : styles.title}>Who is it?</h1>
      {!searching && <p className={styles.lead}>Any identifier in any spelling, or a name. Every match is shown.</p>}
      <FindBox placement="page" onSearching={setSearching} />
      {!searching && <Beginnings />}
    </div>
  );
}

function Beginnings() {
  const recent = recentCustomers();
  const review = useReview('');
  const { data: refused } = useQuarantineTotal();
  const counts = review.data?.pages[0]?.counts;
  const waiting = counts === undefined ? 0 : counts.blocked + counts.suggestions;
  return (
    <div className={styles.columns}>
      <section className={`panel ${styles.column}`} aria-labelledby="recent-title">
        <h2 id="recent-title" className="panel-title">
          Opened in this tab
        </h2>
        {recent.length === 0 ? (
          <p className="muted">Customers you open are listed here until you close the tab.</p>
        ) : (
          <ul>
            {recent.map(({ id, name }) => (
              <li key={id}>
                <Link to={{ page: 'customer', id }}>{name}</Link>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className={`panel ${styles.column}`} aria-labelledby="todo-title">
        <h2 id="todo-title" className="panel-title">
          To do
        </h2>
        <ul>
          <li>
            <Link to={{ page: 'review' }}>Review who is who</Link>{' '}
            {counts !== undefined && (
              <span className="muted">{waiting === 0 ? 'nothing waits' : `${counted(waiting, 'pair')} waiting`}</span>
            )}
          </li>
          <li>
            <Link to={{ page: 'quarantine' }}>Correct refused touchpoints</Link>{' '}
            {refused !== undefined && (
              <span className="muted">{refused === 0 ? 'nothing waits' : `${refused.toLocaleString()} waiting`}</span>
            )}
          </li>
          <li>
            <Link to={{ page: 'record' }}>Record a touchpoint</Link>
          </li>
        </ul>
      </section>
    </div>
  );
}
