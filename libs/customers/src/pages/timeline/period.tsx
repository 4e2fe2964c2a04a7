import { localToRfc3339, rfc3339ToLocal } from '#desk/text';
import type { TimelineFilter } from '#customers';
import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FilterPopover } from './filter-popover.js';

interface PeriodProps {
  readonly filter: TimelineFilter;
  readonly onChange: (part: TimelineFilter) => void;
}

/** Whole days of the reader's zone; the last one is included. */
export function Period({ filter, onChange }: PeriodProps) {
  const from = filter.from === undefined ? '' : rfc3339ToLocal(filter.from).slice(0, 10);
  const to = filter.to === undefined ? '' : rfc3339ToLocal(Date.parse(filter.to) - 1).slice(0, 10);
  return (
    <FilterPopover label="Period" chosen={from === '' && to === '' ? undefined : `${from} – ${to}`} position="bottom-end">
      <Stack gap="xs">
        <Day label="From" day={from} onChange={(day) => onChange({ from: midnight(day, 0) })} />
        <Day label="To" day={to} onChange={(day) => onChange({ to: midnight(day, 1) })} />
      </Stack>
    </FilterPopover>
  );
}

interface DayProps {
  readonly label: string;
  readonly day: string;
  readonly onChange: (day: string) => void;
}

/** Keeps a year that is still being typed to itself: the field reports `0002` on the way to `2026`. */
function Day({ label, day, onChange }: DayProps) {
  const [typed, setTyped] = useState(day);
  const put = (value: string) => {
    setTyped(value);
    if (value === '' || value >= '1900') onChange(value);
  };
  return <TextInput type="date" label={label} value={typed} onChange={(event) => put(event.currentTarget.value)} />;
}

function midnight(day: string, daysLater: number): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  return localToRfc3339(rfc3339ToLocal(new Date(year, month - 1, date + daysLater).getTime()));
}
