import type { CustomerCard, FoundCustomer } from '#customers';
import { Button, Group, Modal, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useId, useState, type FormEvent } from 'react';
import { useDecide } from '../api/queries.js';
import { useFind } from '../find/use-find.js';
import { announce } from '../shell/announce.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useReturnFocus } from '../shell/use-return-focus.js';
import { counted, wordsFor } from '../shell/words.js';
import { YourName } from '../shell/your-name.js';

interface LinkDialogProps {
  readonly card: CustomerCard;
  readonly onClose: () => void;
  readonly onDecided: (position: string) => void;
}

/** Says that another customer is the same person. It becomes an event, with the reason, and can be taken back. */
export function LinkDialog({ card, onClose, onDecided }: LinkDialogProps) {
  useReturnFocus();
  const find = useFind('');
  const [other, setOther] = useState<string>();
  const [reason, setReason] = useState('');
  const decide = useDecide();
  const group = useId();
  const candidates = find.customers.filter(({ id }) => id !== card.id);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (other === undefined) return;
    decide.mutate(
      { verdict: 'link', a: card.id, b: other, reason: reason.trim(), origin: 'staff' },
      {
        onSuccess: ({ position }) => {
          announce('Linked');
          onDecided(position);
        },
      },
    );
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Link ${card.name ?? 'this customer'} with another customer`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Who is the same person?"
            description="Search as in the search box."
            value={find.text}
            onChange={(event) => {
              find.setText(event.currentTarget.value);
              setOther(undefined);
            }}
            autoComplete="off"
            data-autofocus
          />
          {candidates.length > 0 && (
            <Radio.Group label="Found" value={other ?? ''} onChange={setOther} name={group}>
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
          <Textarea
            label="How do you know?"
            description="Kept with the decision, for whoever asks why."
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            required
          />
          <YourName />
          {decide.error !== null && <ProblemNotice error={decide.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={other === undefined || reason.trim() === ''} loading={decide.isPending}>
              Link them
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
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
