import { announce } from '#desk';
import { counted } from '#desk/text';
import type { FoundCustomer } from '#customers';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useFound } from '../customer-queries.js';

const TYPING_PAUSE_MS = 120;
const NOBODY: readonly FoundCustomer[] = [];

/**
 * What a search box finds as one types, and which of it is chosen. `current` is false while the list still answers an
 * earlier text: opening waits for it then, so that Enter never opens somebody found for other words.
 */
export function useFind(initial: string) {
  const [text, setText] = useState(initial);
  const [chosen, setChosen] = useState(0);
  const wanted = text.trim();
  const [asked] = useDebouncedValue(wanted, TYPING_PAUSE_MS);
  const answer = useFound(asked);

  const searching = wanted.length >= 2;
  const customers = searching ? (answer.data?.customers ?? NOBODY) : NOBODY;
  const current = asked === wanted && answer.data !== undefined && !answer.isPlaceholderData;

  useEffect(() => setChosen(0), [customers]);
  useEffect(() => {
    if (!searching || !current) return;
    announce(customers.length === 0 ? 'Nobody found' : `${counted(customers.length, 'customer')} found`);
  }, [searching, current, customers]);

  const step = (by: 1 | -1) => setChosen((at) => Math.min(Math.max(at + by, 0), Math.max(customers.length - 1, 0)));
  return {
    text,
    setText,
    searching,
    customers,
    current,
    chosen,
    setChosen,
    step,
    more: answer.data?.more ?? false,
    error: answer.error,
  };
}

export type Find = ReturnType<typeof useFind>;
