import { customerAddress, Link, Timestamp } from '#desk';
import { wordsFor } from '#desk/text';
import type { TimelineItem } from '#customers';
import { Fragment, type ReactNode } from 'react';
import styles from './timeline.module.css';

/** All there is of a touchpoint, for the party whose timeline it stands on. */
export function ItemDetail({ id, item }: { readonly id: string; readonly item: TimelineItem }) {
  const facts: readonly (readonly [label: string, value: ReactNode])[] = [
    ['Happened', <Timestamp key="happened" at={item.occurredAt} />],
    ['Recorded', <Timestamp key="recorded" at={item.recordedAt} />],
    ['Their role', [item.role, ...(item.otherRoles ?? [])].map(wordsFor).join(', ')],
    ...(item.otherParties.length > 0 ? [['With', <Others key="others" parties={item.otherParties} />] as const] : []),
    ...(item.topics.length > 0 ? [['Topics', item.topics.map(wordsFor).join(', ')] as const] : []),
    ...(item.outcome === undefined ? [] : [['Outcome', wordsFor(item.outcome)] as const]),
    ...Object.entries(item.details ?? {}).map(([name, value]) => [wordsFor(name), detailText(value)] as const),
    ['From', `${item.source}, ${item.externalId}`],
  ];
  return (
    <div id={id} className={styles.detail}>
      {item.erased !== undefined && (
        <p className={styles.erased}>
          Personal content was erased on <Timestamp at={item.erased.erasedAt} style="day" /> (request {item.erased.requestId}).
          What is left here is not personal.
        </p>
      )}
      {item.unreadable !== undefined && (
        <p className={styles.erased}>
          {item.unreadable.fields.map(wordsFor).join(', ')} cannot be shown ({wordsFor(item.unreadable.code).toLowerCase()}, event{' '}
          {item.id}).
        </p>
      )}
      {item.content !== undefined && <p className={styles.content}>{item.content}</p>}
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </div>
  );
}

function Others({ parties }: { readonly parties: TimelineItem['otherParties'] }) {
  return parties.map(({ role, customer, name }, index) => (
    <Fragment key={`${role} ${customer ?? index}`}>
      {index > 0 && ', '}
      {customer === undefined ? (name ?? 'somebody') : <Link to={customerAddress(customer)}>{name ?? 'somebody'}</Link>} (
      {wordsFor(role).toLowerCase()})
    </Fragment>
  ));
}

function detailText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
