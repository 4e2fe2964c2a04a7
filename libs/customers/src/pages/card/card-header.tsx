import { Timestamp } from '#desk';
import { counted, distinctNames, wordsFor } from '#desk/text';
import type { CustomerCard } from '#customers';
import type { RefObject } from 'react';
import { HeadActions, type OnAct } from './card-actions.js';
import styles from './card.module.css';
import { TimeTravel } from './time-travel.js';

interface CardHeaderProps {
  readonly card: CustomerCard;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly onAct: OnAct;
}

/** Who it is, as what, whom they know here, since when; and what one can do about it. */
export function CardHeader({ card, heading, onAct }: CardHeaderProps) {
  const [owner] = card.usualStaff;
  const roles = card.roles.slice(0, 3).map(({ key }) => wordsFor(key));
  const otherNames = distinctNames([card.name ?? '', ...card.names.map(({ name }) => name)]).slice(1, 4);
  return (
    <div className={styles.head}>
      <div className={styles.who}>
        <h1 className={styles.name} ref={heading} tabIndex={-1}>
          {card.name ?? 'Name not known'}
        </h1>
        <ul className={styles.facts}>
          {roles.length > 0 && <li>{roles.join(', ')}</li>}
          <li>
            {owner === undefined ? (
              'Nobody here knows them yet'
            ) : (
              <>
                Knows <strong>{owner.key}</strong> best, {counted(owner.count, 'contact')}
              </>
            )}
          </li>
          <li>
            <strong>{counted(card.touchpoints, 'contact')}</strong>
            {card.firstContactAt !== undefined && (
              <>
                {' since '}
                <Timestamp at={card.firstContactAt} style="day" />
              </>
            )}
          </li>
          {card.lastContactAt !== undefined && (
            <li>
              Latest contact <Timestamp at={card.lastContactAt} style="ago" />
            </li>
          )}
          {otherNames.length > 0 && <li>Also seen as {otherNames.join('; ')}</li>}
        </ul>
      </div>
      <div className={styles.actions}>
        <HeadActions onAct={onAct} />
        <TimeTravel id={card.id} asOf={card.asOf} knownAt={card.knownAt} />
      </div>
    </div>
  );
}
