import { customerAddress, Link, useDesk, useKeys } from '#desk';
import { Suspense, useState } from 'react';
import { FindBox } from './find-box.js';
import styles from './find.module.css';
import { recentCustomers } from './recent.js';

const focusFound = (): void => document.querySelector<HTMLElement>('[data-found]')?.focus();

export function FindPage() {
  const [searching, setSearching] = useState(false);
  useKeys({ j: focusFound, k: focusFound });

  return (
    <div className={styles.page} data-searching={searching || undefined}>
      <h1 className={searching ? 'visually-hidden' : styles.title}>Who is it?</h1>
      {!searching && <p className={styles.lead}>Any identifier in any spelling, or a name. Every match is shown.</p>}
      <FindBox placement="page" onSearching={setSearching} />
      {!searching && (
        <div className={styles.columns}>
          <Recent />
          <ToDo />
        </div>
      )}
    </div>
  );
}

function Recent() {
  const recent = recentCustomers();
  return (
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
              <Link to={customerAddress(id)}>{name}</Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ToDo() {
  const tasks = useDesk().slices.flatMap((slice) => slice.tasks ?? []);
  return (
    <section className={`panel ${styles.column}`} aria-labelledby="todo-title">
      <h2 id="todo-title" className="panel-title">
        To do
      </h2>
      <ul>
        {tasks.map(({ label, address, Waiting }) => (
          <li key={address}>
            <Link to={address}>{label}</Link>{' '}
            {Waiting !== undefined && (
              <span className="muted">
                <Suspense>
                  <Waiting />
                </Suspense>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
