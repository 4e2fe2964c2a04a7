import { announce, type CardDialogProps, ProblemNotice, useDesk, useReturnFocus } from '#desk';
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useDecide } from '../identity-queries.js';

/** Says that another customer is the same person. It becomes an event, with the reason, and can be taken back. */
export function LinkDialog({ card, onClose, onDone }: CardDialogProps) {
  useReturnFocus();
  const { CustomerPicker } = useDesk();
  const [other, setOther] = useState<string>();
  const [reason, setReason] = useState('');
  const decide = useDecide();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (other === undefined) return;
    decide.mutate(
      { verdict: 'link', a: card.id, b: other, reason: reason.trim(), origin: 'staff' },
      {
        onSuccess: ({ position }) => {
          announce('Linked');
          onDone(position);
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
          <CustomerPicker label="Who is the same person?" except={card.id} value={other} onChange={setOther} />
          <Textarea
            label="How do you know?"
            description="Kept with the decision, for whoever asks why."
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            required
          />
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
