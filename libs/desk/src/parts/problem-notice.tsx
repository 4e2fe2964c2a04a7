import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem } from '../api/problem.js';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What went wrong and what to do about it. Says nothing of a lost session: the sign-in form does. */
export function ProblemNotice({ error, onRetry }: ProblemNoticeProps) {
  const { status, title, detail, errors } = asProblem(error);
  if (status === 401) return null;
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert" my="sm">
      {detail}
      {errors.length > 0 && (
        <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>
          {errors.map(({ field, problem, remedy }) => (
            <li key={`${field} ${problem}`}>
              <strong>{field}</strong>: {problem}
              {remedy !== undefined && `. ${remedy}`}
            </li>
          ))}
        </ul>
      )}
      {onRetry !== undefined && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}
