import { Notice, Notices, Timestamp } from '#desk';
import { counted } from '#desk/text';
import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconGitMerge, IconRefresh, IconUsersGroup } from '@tabler/icons-react';
import type { CardAlert, CustomerCard } from '#customers';
import { AlertActions, type OnAct } from './card-actions.js';

interface AlertsProps {
  readonly card: CustomerCard;
  /** Recognition changed who this is while the page was open. */
  readonly changed: boolean;
  readonly onShowChange: () => void;
  readonly onAct: OnAct;
}

/** What to know before saying a word. A recent merge comes first: everything below may be about two people. */
export function Alerts({ card, changed, onShowChange, onAct }: AlertsProps) {
  const order = { 'recently-merged': 0, 'open-complaint': 1, 'in-review': 2 } as const;
  const alerts = card.alerts.toSorted((a, b) => order[a.type] - order[b.type]);
  if (alerts.length === 0 && !changed) return null;
  return (
    <Notices label="Alerts">
      {changed && (
        <Notice tone="info" Icon={IconRefresh}>
          <span>Who belongs to this customer has just changed. What you are reading stays until you load it again.</span>
          <UnstyledButton td="underline" fz="sm" onClick={onShowChange}>
            Load the timeline again
          </UnstyledButton>
        </Notice>
      )}
      {alerts.map((alert, index) => (
        <Alert key={`${alert.type} ${index}`} alert={alert} customer={card.id} onAct={onAct} />
      ))}
    </Notices>
  );
}

interface AlertProps {
  readonly alert: CardAlert;
  readonly customer: string;
  readonly onAct: OnAct;
}

function Alert({ alert, customer, onAct }: AlertProps) {
  switch (alert.type) {
    case 'recently-merged':
      return (
        <Notice tone="warn" Icon={IconGitMerge}>
          <span>
            Merged with {counted(alert.ids.length, 'former record')} <Timestamp at={alert.at} style="ago" />. Make sure it is one
            person.
          </span>
          <AlertActions type={alert.type} count={alert.ids.length} customer={customer} onAct={onAct} />
        </Notice>
      );
    case 'open-complaint':
      return (
        <Notice tone="danger" Icon={IconAlertTriangle}>
          <span>
            Open complaint{alert.caseRef !== undefined && <strong> {alert.caseRef}</strong>} since{' '}
            <Timestamp at={alert.since} style="day" />.
          </span>
        </Notice>
      );
    case 'in-review':
    default:
      return (
        <Notice tone="warn" Icon={IconUsersGroup}>
          <span>{counted(alert.count, 'possible duplicate')} of this customer in review.</span>
          <AlertActions type={alert.type} count={alert.count} customer={customer} onAct={onAct} />
        </Notice>
      );
  }
}
