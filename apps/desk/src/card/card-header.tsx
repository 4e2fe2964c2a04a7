import type { CustomerCard } from '#customers';
import { Button } from '@mantine/core';
import { IconHelpHexagon, IconLink, IconPencilPlus } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { Timestamp } from '../shell/timestamp.js';
import { navigate } from '../shell/navigation.js';
import { counted, distinctNames, wordsFor } from '../shell/words.js';
import styles from './card.module.css';
import { TimeTravel } from './time-travel.js';

interface CardHeaderProps {
  readonly card: CustomerCard;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly onWhy: () => void;
  readonly onLink: () => void;
}

/** Who it is, as what, whom they know here, since when; and what one can do about it. */
export function CardHeader({ card, heading, onWhy, onLink }: CardHeaderProps) {
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
        <Button
          size="xs"
          leftSection={<IconPencilPlus size={16} aria-hidden />}
          onClick={() => navigate({ page: 'record', customer: card.id })}
        >
          Record
        </Button>
        <Button size="xs" variant="default" leftSection={<IconHelpHexagon size={16} aria-hidden />} onClick={onWhy}>
          Why linked
        </Button>
        <Button size="xs" variant="default" leftSection={<IconLink size={16} aria-hidden />} onClick={onLink}>
          Link
        </Button>
        <TimeTravel id={card.id} asOf={card.asOf} knownAt={card.knownAt} />
      </div>
    </div>
  );
}
