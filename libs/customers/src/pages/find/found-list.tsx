import { Timestamp } from '#desk';
import { counted, distinctNames, wordsFor } from '#desk/text';
import type { FoundCustomer } from '#customers';
import type { KeyboardEvent } from 'react';
import styles from './find.module.css';
import type { Find } from './use-find.js';

interface FoundListProps {
  readonly id: string;
  readonly find: Find;
  readonly onOpen: (customer: FoundCustomer) => void;
}

export const optionId = (list: string, index: number): string => `${list}-${index}`;

/** Everybody who matches, with what matched. The list can hold the focus itself: J, K and Enter work in it. */
export function FoundList({ id, find, onOpen }: FoundListProps) {
  const { customers, chosen, current } = find;

  const pressed = (event: KeyboardEvent) => {
    const down = event.key === 'ArrowDown' || event.key === 'j';
    const up = event.key === 'ArrowUp' || event.key === 'k';
    const customer = customers[chosen];
    if (down || up) find.step(down ? 1 : -1);
    else if (event.key === 'Enter' && customer !== undefined && current) onOpen(customer);
    else return;
    event.preventDefault();
  };

  return (
    <ul
      id={id}
      role="listbox"
      aria-label="Customers found"
      aria-activedescendant={customers.length > 0 ? optionId(id, chosen) : undefined}
      tabIndex={0}
      className={`${styles.list} ${current ? '' : styles.stale}`}
      onKeyDown={pressed}
      data-found
    >
      {customers.map((customer, index) => (
        <li
          key={customer.id}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === chosen}
          className={styles.option}
          ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          onMouseMove={() => index !== chosen && find.setChosen(index)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onOpen(customer)}
        >
          <Found customer={customer} />
        </li>
      ))}
    </ul>
  );
}

function Found({ customer }: { readonly customer: FoundCustomer }) {
  const { matched, identifiers, city, lastContactAt, touchpoints } = customer;
  const shown = new Set(matched.map(({ value }) => value));
  const names = new Set(distinctNames(matched.filter(({ how }) => how === 'name').map(({ value }) => value)));
  const others = identifiers.filter(({ value }) => !shown.has(value)).slice(0, 3);
  return (
    <>
      <span className={styles.name}>{customer.name ?? 'Name not known'}</span>
      <span className={styles.last}>
        {lastContactAt === undefined ? 'No contact' : <Timestamp at={lastContactAt} style="ago" />}
      </span>
      <span className={styles.facts}>
        {matched
          .filter(({ how, value }) => how !== 'name' || names.has(value))
          .slice(0, 3)
          .map(({ how, type, value }) => (
            <span key={`${type} ${value}`} className={styles.matched}>
              {how === 'partial' ? `Part of ${wordsFor(type).toLowerCase()}` : wordsFor(type)} <mark>{value}</mark>
            </span>
          ))}
      </span>
      <span className={styles.facts}>
        {city !== undefined && <span>{city}</span>}
        {others.map(({ type, value }) => (
          <span key={`${type} ${value}`}>{value}</span>
        ))}
        <span>{counted(touchpoints, 'contact')}</span>
      </span>
    </>
  );
}
