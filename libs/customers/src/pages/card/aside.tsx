import { Timestamp } from '#desk';
import { counted, wordsFor } from '#desk/text';
import type { CardCase, CustomerCard } from '#customers';
import { Badge } from '@mantine/core';
import { CardSections } from './card-sections.js';
import styles from './card.module.css';
import { Amounts, Bars } from './figures.js';
import { NotListed } from './identifiers.js';

/** Open cases, figures and whom they know. On a narrow page it folds away above the timeline, which has no end. */
export function Aside({ card, wide }: { readonly card: CustomerCard; readonly wide: boolean }) {
  const blocks = (
    <>
      <Cases cases={card.openCases} notListed={card.notListed?.openCases} />
      <section className={`panel ${styles.block}`} aria-labelledby="figures-title">
        <h2 id="figures-title" className="panel-title">
          Figures
        </h2>
        <Bars caption="Contacts by channel" rows={card.channels} />
        <Bars caption="Contacts by department" rows={card.departments} />
        <Amounts amounts={card.amounts} />
      </section>
      <section className={`panel ${styles.block}`} aria-labelledby="staff-title">
        <h2 id="staff-title" className="panel-title">
          Usual staff
        </h2>
        {card.usualStaff.length === 0 ? (
          <p className="muted">Nobody has handled a contact yet.</p>
        ) : (
          <ul className={styles.cases}>
            {card.usualStaff.slice(0, 5).map(({ key, count, lastAt }) => (
              <li key={key}>
                <strong>{key}</strong>
                <span className={styles.small}>
                  {counted(count, 'contact')}, latest <Timestamp at={lastAt} style="ago" />
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <CardSections card={card} />
    </>
  );
  if (wide) {
    return (
      <aside className={styles.side} aria-label="Cases, figures and staff" tabIndex={0}>
        {blocks}
      </aside>
    );
  }
  return (
    <aside aria-label="Cases, figures and staff">
      <details className={`panel ${styles.more}`}>
        <summary>
          {card.openCases.length === 0 ? 'No open case' : counted(card.openCases.length, 'open case')}, figures and staff
        </summary>
        <div className={styles.side} style={{ padding: 10 }}>
          {blocks}
        </div>
      </details>
    </aside>
  );
}

function Cases({ cases, notListed }: { readonly cases: readonly CardCase[]; readonly notListed: number | undefined }) {
  return (
    <section className={`panel ${styles.block}`} aria-labelledby="cases-title">
      <h2 id="cases-title" className="panel-title">
        Open cases
      </h2>
      {cases.length === 0 ? (
        <p className="muted">None.</p>
      ) : (
        <ul className={styles.cases}>
          {cases.map((one, index) => (
            <li key={one.ref ?? index}>
              <strong>{one.ref ?? 'Reference erased'}</strong>{' '}
              <Badge size="sm" variant="outline" color={one.kind === 'complaint' ? 'red' : 'gray'}>
                {wordsFor(one.kind)}
              </Badge>
              <span className={styles.small}>
                {wordsFor(one.department)}, opened <Timestamp at={one.openedAt} style="day" />
              </span>
              <span className={styles.small}>
                {counted(one.touchpoints, 'contact')}, latest <Timestamp at={one.lastAt} style="ago" />
              </span>
            </li>
          ))}
        </ul>
      )}
      <NotListed count={notListed} what="case" />
    </section>
  );
}
