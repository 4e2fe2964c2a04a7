import { Skeleton, Stack } from '@mantine/core';

interface WaitingProps {
  readonly rows?: number;
  readonly height?: number;
  /** What is being waited for, for those who do not see the shapes. */
  readonly what?: string;
}

/** Grey shapes where content is on its way. */
export function Waiting({ rows = 6, height = 44, what = 'Loading' }: WaitingProps) {
  return (
    <Stack gap="xs" py="sm" role="status" aria-label={what}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} />
      ))}
    </Stack>
  );
}
