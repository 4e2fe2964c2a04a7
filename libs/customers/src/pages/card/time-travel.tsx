import { customerAddress, navigate, Timestamp } from '#desk';
import { localToRfc3339, rfc3339ToLocal } from '#desk/text';
import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import styles from './card.module.css';

interface TimeTravelProps {
  readonly id: string;
  readonly asOf: string | undefined;
  readonly knownAt: string | undefined;
}

/** Looks at the customer as things were, or as they were known, at some moment. */
export function TimeTravel({ id, asOf, knownAt }: TimeTravelProps) {
  const [opened, setOpened] = useState(false);
  const [happened, setHappened] = useState(asOf === undefined ? '' : rfc3339ToLocal(asOf));
  const [known, setKnown] = useState(knownAt === undefined ? '' : rfc3339ToLocal(knownAt));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setOpened(false);
    navigate(customerAddress(id, { asOf: localToRfc3339(happened), knownAt: localToRfc3339(known) }));
  };

  return (
    <Popover opened={opened} onChange={setOpened} width={300} position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconClock size={16} aria-hidden />} onClick={() => setOpened(!opened)}>
          Time travel
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Time travel">
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              See this customer as of an earlier moment. Leave both empty for now.
            </Text>
            <TextInput
              type="datetime-local"
              label="What had happened by"
              value={happened}
              onChange={(event) => setHappened(event.currentTarget.value)}
              data-autofocus
            />
            <TextInput
              type="datetime-local"
              label="What we knew by"
              description="Leaves out what was recorded later, even about earlier days."
              value={known}
              onChange={(event) => setKnown(event.currentTarget.value)}
            />
            <Button type="submit">Look back</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Says plainly that the page shows the past. */
export function TimeTravelBanner({ id, asOf, knownAt }: TimeTravelProps) {
  if (asOf === undefined && knownAt === undefined) return null;
  return (
    <section className={styles.travel} aria-label="Looking back">
      <p>
        <strong>You are looking back.</strong>{' '}
        {asOf !== undefined && (
          <>
            What had happened by <Timestamp at={asOf} />
            {knownAt === undefined ? '.' : ', '}
          </>
        )}
        {knownAt !== undefined && (
          <>
            {asOf === undefined ? 'What' : 'what'} we knew by <Timestamp at={knownAt} />.
          </>
        )}{' '}
        Nothing newer is shown, and nothing arrives live.
      </p>
      <Group>
        <Button size="xs" variant="default" onClick={() => navigate(customerAddress(id))}>
          Back to now
        </Button>
      </Group>
    </section>
  );
}
