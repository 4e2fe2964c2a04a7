import { customerAddress, HOME, navigate, ProblemNotice, replaceAddress, SEARCH_BOX, useNavigationState } from '#desk';
import type { FoundCustomer } from '#customers';
import { TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import styles from './find.module.css';
import { FoundList, optionId } from './found-list.js';
import { useFind } from './use-find.js';

interface FindBoxProps {
  /** In the page the results stand below the box; in the bar they lie over the page. */
  readonly placement: 'page' | 'bar';
  readonly onSearching?: (searching: boolean) => void;
}

export function FindBox({ placement, onSearching }: FindBoxProps) {
  const inPage = placement === 'page';
  const { query: kept } = useNavigationState();
  const find = useFind(inPage ? (kept ?? '') : '');
  const [open, setOpen] = useState(inPage);
  const awaited = useRef<string>(undefined);
  const list = useId();
  const outside = useClickOutside(() => !inPage && setOpen(false));
  const { text, searching, customers, current, chosen } = find;

  const openCustomer = (customer: FoundCustomer) => {
    if (inPage) replaceAddress(HOME, { query: text });
    else find.setText('');
    setOpen(inPage);
    navigate(customerAddress(customer.id));
  };

  useEffect(() => onSearching?.(searching), [onSearching, searching]);
  useEffect(() => {
    // Enter came before the answer: open the only match, and never pick among several.
    if (!current || awaited.current === undefined) return;
    const [only, ...others] = customers;
    const wanted = awaited.current === text;
    awaited.current = undefined;
    if (wanted && only !== undefined && others.length === 0) openCustomer(only);
  });

  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const customer = customers[chosen];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true);
      find.step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      if (!current) awaited.current = text;
      else if (customer !== undefined) openCustomer(customer);
    } else if (event.key === 'Escape') {
      if (text !== '') find.setText('');
      else event.currentTarget.blur();
      if (!inPage) setOpen(false);
    } else return;
    event.preventDefault();
  };

  const shown = open && searching;
  return (
    <div ref={outside}>
      <TextInput
        {...SEARCH_BOX}
        type="search"
        role="combobox"
        aria-label="Find a customer"
        aria-expanded={shown && customers.length > 0}
        aria-controls={shown && customers.length > 0 ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && customers.length > 0 ? optionId(list, chosen) : undefined}
        placeholder={inPage ? 'Phone, e-mail, name, customer or case number…' : 'Find a customer'}
        size={inPage ? 'lg' : 'sm'}
        leftSection={<IconSearch size={inPage ? 20 : 16} aria-hidden />}
        value={text}
        autoFocus={inPage}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          find.setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={pressed}
      />
      {shown && (
        <div className={inPage ? `panel ${styles.inPage}` : styles.panel}>
          {customers.length > 0 && <FoundList id={list} find={find} onOpen={openCustomer} />}
          {find.error !== null && <ProblemNotice error={find.error} />}
          <p className={styles.note}>{noteOn(find)}</p>
        </div>
      )}
    </div>
  );
}

function noteOn({ customers, current, more, error }: ReturnType<typeof useFind>): string {
  if (error !== null) return 'Type on, or change a letter, to search again.';
  if (!current && customers.length === 0) return 'Searching…';
  if (customers.length === 0) return 'Nobody found. Try fewer digits or letters, another spelling, or another identifier.';
  if (more) return 'There are more. Add a digit, a first name or a town to narrow it down.';
  return customers.length === 1 ? 'The only match.' : `All ${customers.length} matches.`;
}
