import { Timestamp } from '#desk';
import { money, wordsFor } from '#desk/text';
import type { TimelineItem } from '#customers';
import { Badge } from '@mantine/core';
import { IconArrowDownLeft, IconArrowsLeftRight, IconArrowUpRight } from '@tabler/icons-react';
import { memo, useId, useState, type KeyboardEvent } from 'react';
import { ChannelIcon } from './channel-icon.js';
import { ItemDetail } from './item-detail.js';
import styles from './timeline.module.css';

/** Roles that go without saying: the customer is the one the touchpoint is with. */
const PLAIN_ROLES = new Set(['customer', 'caller', 'sender', 'recipient', 'buyer', 'visitor', 'party']);
const SNIPPET = 160;

interface ItemProps {
  readonly item: TimelineItem;
  readonly kindLabel: string;
  /** The item that the Tab key reaches; the others are reached with J and K. */
  readonly first: boolean;
}

export const Item = memo(function Item({ item, kindLabel, first }: ItemProps) {
  const [open, setOpen] = useState(false);
  const detail = useId();
  const roles = [item.role, ...(item.otherRoles ?? [])].filter((role) => !PLAIN_ROLES.has(role));

  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.preventDefault();
    setOpen(false);
  };

  return (
    <li className={styles.item} data-direction={item.direction} data-open={open || undefined} onKeyDown={pressed}>
      <button
        type="button"
        className={styles.row}
        aria-expanded={open}
        aria-controls={open ? detail : undefined}
        tabIndex={first ? 0 : -1}
        data-timeline-item
        onClick={() => setOpen(!open)}
      >
        <span className={styles.icon} title={wordsFor(item.channel)}>
          <ChannelIcon channel={item.channel} />
          <span className="visually-hidden">{wordsFor(item.channel)}</span>
        </span>
        <span style={{ minWidth: 0 }}>
          <span className={styles.first}>
            <span className={styles.kind}>{kindLabel}</span>
            <Headline item={item} open={open} />
          </span>
          <span className={styles.second}>
            <span className={styles.direction}>
              <DirectionIcon direction={item.direction} /> {wordsFor(item.direction)}
            </span>
            <span>
              {wordsFor(item.department)}
              {item.handledBy !== undefined && `, ${item.handledBy}`}
            </span>
            {roles.length > 0 && (
              <Badge size="sm" variant="outline" color="gray" tt="none" fw={500} c="inherit">
                as {roles.map(wordsFor).join(', ').toLowerCase()}
              </Badge>
            )}
            {item.case !== undefined && (
              <span>
                Case {item.case.ref ?? ''} {item.case.status}
              </span>
            )}
            {item.outcome !== undefined && <span>{wordsFor(item.outcome)}</span>}
          </span>
        </span>
        <span className={styles.right}>
          <Timestamp at={item.occurredAt} style="time" />
          {item.amount !== undefined && <span className={styles.amount}>{money(item.amount.value, item.amount.currency)}</span>}
        </span>
      </button>
      {open && <ItemDetail id={detail} item={item} />}
    </li>
  );
});

/** The content begins here and goes on below when the item is open. */
function Headline({ item, open }: { readonly item: TimelineItem; readonly open: boolean }) {
  if (item.erased !== undefined) {
    return (
      <span className={`${styles.subject} ${styles.erased}`}>
        Personal content was erased on <Timestamp at={item.erased.erasedAt} style="day" />
      </span>
    );
  }
  if (item.unreadable !== undefined && item.subject === undefined) {
    return <span className={`${styles.subject} ${styles.erased}`}>Something of this cannot be shown (event {item.id})</span>;
  }
  const snippet = open ? undefined : item.content?.slice(0, SNIPPET).replaceAll(/\s+/g, ' ');
  return (
    <span className={styles.subject}>
      {item.subject}
      {item.subject !== undefined && snippet !== undefined && ' '}
      {snippet !== undefined && <span className="muted">{snippet}</span>}
    </span>
  );
}

function DirectionIcon({ direction }: { readonly direction: TimelineItem['direction'] }) {
  const Arrow = direction === 'inbound' ? IconArrowDownLeft : direction === 'outbound' ? IconArrowUpRight : IconArrowsLeftRight;
  return <Arrow size={14} aria-hidden />;
}
