import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { ProblemNotice } from './problem-notice.js';

interface ReasonFormProps {
  readonly title: string;
  /** What follows from it, in a sentence or two. */
  readonly children: ReactNode;
  readonly action: string;
  /** Where the reason goes. */
  readonly kept: string;
  /** Most characters of a reason. */
  readonly longest: number;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onCancel: () => void;
  readonly onSubmit: (reason: string) => void;
}

/** Asks why before something is done that others will wonder about. */
export function ReasonForm({ title, children, action, kept, longest, pending, error, onCancel, onSubmit }: ReasonFormProps) {
  const [reason, setReason] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const heading = useId();
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.form?.scrollIntoView({ block: 'nearest' });
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(reason.trim());
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
          description={kept}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          }}
          autosize
          minRows={2}
          maxLength={longest}
          required
        />
        {error !== null && <ProblemNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" size="xs" disabled={reason.trim() === ''} loading={pending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
