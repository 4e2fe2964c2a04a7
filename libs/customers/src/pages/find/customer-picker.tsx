import { counted, wordsFor } from '#desk/text';
import type { CustomerPickerProps } from '#desk';
import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { FoundCustomer } from '#customers';
import { useFind } from './use-find.js';

/** Searches as the search box does, and picks one of those found. Typing on takes the pick back. */
export function CustomerPicker({ label, except, value, onChange }: CustomerPickerProps) {
  const find = useFind('');
  const group = useId();
  const candidates = find.customers.filter(({ id }) => id !== except);
  return (
    <>
      <TextInput
        label={label}
        description="Search as in the search box."
        value={find.text}
        onChange={(event) => {
          find.setText(event.currentTarget.value);
          onChange(undefined);
        }}
        autoComplete="off"
        data-autofocus
      />
      {candidates.length > 0 && (
        <Radio.Group label="Found" value={value ?? ''} onChange={onChange} name={group}>
          <Stack gap={6} mt={4} mah={260} style={{ overflowY: 'auto' }}>
            {candidates.map((candidate) => (
              <Radio key={candidate.id} value={candidate.id} label={<Candidate candidate={candidate} />} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {find.searching && find.current && candidates.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody else found.
        </Text>
      )}
    </>
  );
}

function Candidate({ candidate }: { readonly candidate: FoundCustomer }) {
  const facts = candidate.identifiers.slice(0, 3).map(({ type, value }) => `${wordsFor(type)} ${value}`);
  return (
    <>
      <Text span fw={600}>
        {candidate.name ?? 'Name not known'}
      </Text>
      <Text size="xs" c="dimmed">
        {[candidate.city, ...facts, counted(candidate.touchpoints, 'contact')].filter((fact) => fact !== undefined).join(' · ')}
      </Text>
    </>
  );
}
