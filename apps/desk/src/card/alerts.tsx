import type { CardAlert, CustomerCard } from '#customers';
import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconGitMerge, IconRefresh, IconUsersGroup } from '@tabler/icons-react';
import { Timestamp } from '../shell/timestamp.js';
import { Link } from '../shell/navigation.js';
import { counted } from '../shell/words.js';
import styles from './card.module.css';

interface AlertsProps {
  readonly card: CustomerCard;
  /** Recognition changed who this is while the page was open. */
  readonly changed: boolean;
  readonly onShowChange: () => void;
  readonly onWhy: () => void;
}

/** What to know before saying a word. A recent merge comes first: everything below may be about two people. */
export function Alerts({ card, changed, onShowChange, onWhy }: AlertsProps) {
  const order = { 'recently-merged': 0, 'open-complaint': 1, 'in-review': 2 } as const;
  const alerts = card.alerts.toSorted((a, b) => order[a.type] - order[b.type]);
  if (alerts.length === 0 && !changed) return null;
  return (
    <ul className={styles.alerts} aria-label="Alerts">
      {changed && (
        <li className={styles.alert} data-tone="info">
          <IconRefresh size={18} aria-hidden />
          <span>Who belongs to this customer has just changed. What you are reading stays until you load it again.</span>
          <UnstyledButton td="underline" fz="sm" onClick={onShowChange}>
            Load the timeline again
          </UnstyledButton>
        </li>
      )}
      {alerts.map((alert, index) => (
        <Alert key={`${alert.type} ${index}`} alert={alert} customer={card.id} onWhy={onWhy} />
      ))}
    </ul>
  );
}

interface AlertProps {
  readonly alert: CardAlert;
  readonly customer: string;
  readonly onWhy: () => void;
}

function Alert({ alert, customer, onWhy }: AlertProps) {
  switch (alert.type) {
    case 'recently-merged':
      return (
        <li className={styles.alert} data-tone="warn">
          <IconGitMerge size={18} aria-hidden />
          <span>
            Merged with {counted(alert.ids.length, 'former record')} <Timestamp at={alert.at} style="ago" />. Make sure it is one
            person.
          </span>
          <UnstyledButton td="underline" fz="sm" onClick={onWhy}>
            See why
          </UnstyledButton>
        </li>
      );
    case 'open-complaint':
      return (
        <li className={styles.alert} data-tone="danger">
          <IconAlertTriangle size={18} aria-hidden />
          <span>
            Open complaint{alert.caseRef !== undefined && <strong> {alert.caseRef}</strong>} since{' '}
            <Timestamp at={alert.since} style="day" />.
          </span>
        </li>
      );
    case 'in-review':
    default:
      return (
        <li className={styles.alert} data-tone="warn">
          <IconUsersGroup size={18} aria-hidden />
          <span>{counted(alert.count, 'possible duplicate')} of this customer in review.</span>
          <Link to={{ page: 'review', customer, kind: 'blocked-edge' }}>Review {alert.count === 1 ? 'it' : 'them'}</Link>
        </li>
      );
  }
}
