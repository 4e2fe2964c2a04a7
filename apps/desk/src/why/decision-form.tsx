import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { Decision } from '../api/answers.js';
import { useDecide } from '../api/queries.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { YourName } from '../shell/your-name.js';

interface DecisionFormProps {
  readonly decision: Omit<Decision, 'reason'>;
  readonly title: string;
  /** What follows from it, in a sentence or two. */
  readonly children: ReactNode;
  readonly action: string;
  readonly onCancel: () => void;
  /** Called with the ledger position of the decision once it is durable. */
  readonly onDone: (position: string) => void;
}

/** A decision on identity is never made without a reason: it is kept, and shown to whoever asks why. */
export function DecisionForm({ decision, title, children, action, onCancel, onDone }: DecisionFormProps) {
  const [reason, setReason] = useState('');
  const decide = useDecide();
  const field = useRef<HTMLTextAreaElement>(null);
  const heading = useId();
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.form?.scrollIntoView({ block: 'nearest' });
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate({ ...decision, reason: reason.trim() }, { onSuccess: ({ position }) => onDone(position) });
  };

  return (
    <form
      onSubmit={submit}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <Stack gap="xs">
        <Text id={heading} fw={600}>
          {title}
        </Text>
        <Text size="sm">{children}</Text>
        <Textarea
          ref={field}
          data-mantine-stop-propagation="true"
          label="Reason"
          description="Kept with the decision, for whoever asks why."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          }}
          autosize
          minRows={2}
          required
        />
        <YourName />
        {decide.error !== null && <ProblemNotice error={decide.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" size="xs" disabled={reason.trim() === ''} loading={decide.isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
