import { wordsFor } from '#desk/text';
import type { CountedKey, CustomerCard, TimelineFilter } from '#customers';
import { Button, Checkbox, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback, useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { FilterPopover } from './filter-popover.js';
import { Period } from './period.js';
import styles from './timeline.module.css';

type ListName = 'channel' | 'kind' | 'department' | 'direction' | 'role';

const LISTS: readonly (readonly [ListName, string, (card: CustomerCard) => readonly Pick<CountedKey, 'key'>[]])[] = [
  ['channel', 'Channel', (card) => card.channels],
  ['kind', 'Kind', (card) => card.kinds],
  ['department', 'Department', (card) => card.departments],
  ['direction', 'Direction', () => [{ key: 'inbound' }, { key: 'outbound' }, { key: 'internal' }]],
  ['role', 'Role', (card) => card.roles],
];

interface TimelineFiltersProps {
  readonly card: CustomerCard;
  readonly filter: TimelineFilter;
  readonly onChange: (filter: TimelineFilter) => void;
}

/** Narrows the timeline down. A filter that is not set is not in the object, so that no filter is `{}`. */
export function TimelineFilters({ card, filter, onChange }: TimelineFiltersProps) {
  const [text, setText] = useState('');
  const [unfolded, setUnfolded] = useState(false);
  const narrow = useMediaQuery('(max-width: 560px)', false, { getInitialValueInEffect: false });
  const filtered = Object.keys(filter).length > 0;
  const put = (part: TimelineFilter) => {
    const all = Object.entries({ ...filter, ...part });
    onChange(Object.fromEntries(all.filter(([, value]) => value !== undefined && value.length > 0)));
  };
  const putText = useDebouncedCallback((value: string) => put({ text: value.trim() }), 250);
  useEffect(() => {
    if (filter.text === undefined) setText((typed) => (typed.trim() === '' ? typed : ''));
  }, [filter]);

  return (
    <div className={styles.head} role="search" aria-label="Filter the timeline">
      <TextInput
        className={styles.text}
        size="xs"
        type="search"
        aria-label="Words in the timeline"
        placeholder="Words in the timeline"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          putText(event.currentTarget.value);
        }}
      />
      {narrow && (
        <Button size="compact-sm" fw={500} variant="default" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
          Filters
        </Button>
      )}
      {(!narrow || unfolded) && (
        <>
          {LISTS.map(([name, label, options]) => (
            <FilterList
              key={name}
              label={label}
              options={options(card).map(({ key }) => key)}
              chosen={filter[name] ?? []}
              onChange={(values) => put({ [name]: values })}
            />
          ))}
          <Period filter={filter} onChange={put} />
        </>
      )}
      {filtered && (
        <Button size="compact-sm" variant="subtle" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </div>
  );
}

interface FilterListProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

function FilterList({ label, options, chosen, onChange }: FilterListProps) {
  const [only, ...others] = chosen.map(wordsFor);
  return (
    <FilterPopover
      label={label}
      chosen={only === undefined ? undefined : [only, ...others].join(', ')}
      summary={only === undefined || others.length === 0 ? only : `${only} +${others.length}`}
      position="bottom-start"
    >
      <Checkbox.Group label={label} value={[...chosen]} onChange={onChange}>
        <Stack gap={8} mt={8} mah={320} style={{ overflowY: 'auto' }}>
          {options.map((option) => (
            <Checkbox key={option} size="sm" value={option} label={wordsFor(option)} />
          ))}
        </Stack>
      </Checkbox.Group>
    </FilterPopover>
  );
}
