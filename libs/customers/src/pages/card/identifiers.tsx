import { announce, Timestamp, useKinds } from '#desk';
import { counted, wordsFor } from '#desk/text';
import type { CardIdentifier, CustomerCard } from '#customers';
import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { IdentifierActions, type OnAct } from './card-actions.js';
import styles from './card.module.css';
import { copyText } from './copy-text.js';

interface IdentifiersProps {
  readonly card: CustomerCard;
  readonly wide: boolean;
  readonly onAct: OnAct;
}

/** Made by recognition out of what a party stated: of use to see why, not to call somebody by. */
const DERIVED: ReadonlySet<string> = new Set(['name-address', 'name-birth']);

/** Everything this customer is known by, with where each was last seen. A click copies the value. */
export function Identifiers({ card, wide, onAct }: IdentifiersProps) {
  const shownAtFirst = wide ? 12 : 3;
  const [all, setAll] = useState(false);
  const labels = new Map(useKinds().data?.identifierTypes.map(({ type, label }) => [type, label]));
  const stated = card.identifiers.filter(({ type }) => !DERIVED.has(type));
  const derived = card.identifiers.filter(({ type }) => DERIVED.has(type));
  const shown = all ? stated : stated.slice(0, shownAtFirst);
  const hidden = stated.length - shown.length;
  const row = (identifier: CardIdentifier) => (
    <Identifier
      key={identifier.handle}
      identifier={identifier}
      label={labels.get(identifier.type) ?? wordsFor(identifier.type)}
      card={card}
      onAct={onAct}
    />
  );
  return (
    <section className={styles.side} aria-label="Identifiers">
      <div className={`panel ${styles.block}`}>
        <h2 className="panel-title">Identifiers</h2>
        {stated.length === 0 && <p className="muted">None that can be shown.</p>}
        <ul className={styles.identifiers}>{shown.map(row)}</ul>
        {hidden > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show {hidden} more
          </Button>
        )}
        {derived.length > 0 && (
          <details className={styles.derived}>
            <summary>{derived.length.toLocaleString()} made from name and address or birth date</summary>
            <ul className={styles.identifiers}>{derived.map(row)}</ul>
          </details>
        )}
        <NotListed count={card.notListed?.identifiers} what="identifier" />
      </div>
      {(card.addresses.length > 0 || card.birthDates.length > 0 || card.aliases.length > 0) && <About card={card} wide={wide} />}
    </section>
  );
}

interface IdentifierProps {
  readonly identifier: CardIdentifier;
  readonly label: string;
  readonly card: CustomerCard;
  readonly onAct: OnAct;
}

function Identifier({ identifier, label, card, onAct }: IdentifierProps) {
  const { handle, value, lastSeenAt, lastChannel, lastDepartment } = identifier;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = window.setTimeout(() => setCopied(false), 2_000);
    return () => window.clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    const done = await copyText(value);
    setCopied(done);
    announce(done ? `Copied ${value}` : 'The browser did not let the page copy. Select the text instead.');
  };

  return (
    <li className={styles.identifier}>
      <button type="button" className={styles.copy} onClick={() => void copy()} title="Click to copy">
        <span className={styles.small}>
          {label}
          {copied && (
            <span style={{ color: 'var(--desk-accent)' }}>
              {' '}
              <IconCheck size={12} aria-hidden /> copied
            </span>
          )}
        </span>
        <span className={styles.value}>{breakable(value)}</span>
        <span className={styles.small}>
          <Timestamp at={lastSeenAt} style="ago" />, {wordsFor(lastChannel).toLowerCase()},{' '}
          {wordsFor(lastDepartment).toLowerCase()}
        </span>
      </button>
      <IdentifierActions card={card} handle={handle} named={`${label} ${value}`} onAct={onAct} />
    </li>
  );
}

/** An e-mail address too long for a line breaks after its @. */
function breakable(value: string): ReactNode {
  const at = value.indexOf('@') + 1;
  return at === 0 ? (
    value
  ) : (
    <>
      {value.slice(0, at)}
      <wbr />
      {value.slice(at)}
    </>
  );
}

/** What the card leaves out of a very long list: the oldest. */
export function NotListed({ count = 0, what }: { readonly count: number | undefined; readonly what: string }) {
  return count === 0 ? null : <p className={styles.small}>{counted(count, `older ${what}`)} not listed.</p>;
}

function About({ card, wide }: { readonly card: CustomerCard; readonly wide: boolean }) {
  return (
    <details className={`panel ${styles.more}`} open={wide}>
      <summary className="panel-title">Addresses, birth date, former records</summary>
      <ul className={styles.identifiers} style={{ padding: '4px 14px 10px' }}>
        {card.addresses.map(({ text, lastSeenAt }) => (
          <li key={text} className={styles.identifier}>
            <span>
              <span style={{ overflowWrap: 'anywhere' }}>{text}</span>
              <span className={styles.small}>
                Address, last stated <Timestamp at={lastSeenAt} style="ago" />
              </span>
            </span>
          </li>
        ))}
        {card.birthDates.map((date) => (
          <li key={date} className={styles.identifier}>
            <span>
              <time dateTime={date}>{date}</time>
              <span className={styles.small}>Birth date</span>
            </span>
          </li>
        ))}
        {card.aliases.map(({ id, mergedAt }) => (
          <li key={id} className={styles.identifier}>
            <span>
              <span style={{ overflowWrap: 'anywhere', fontSize: '0.8125rem' }}>{id}</span>
              <span className={styles.small}>
                Former record, merged <Timestamp at={mergedAt} style="ago" />
              </span>
            </span>
          </li>
        ))}
      </ul>
      <div style={{ padding: '0 14px 8px' }}>
        <NotListed count={card.notListed?.profiles} what="statement" />
      </div>
    </details>
  );
}
