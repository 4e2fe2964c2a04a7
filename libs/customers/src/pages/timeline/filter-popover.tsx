import { Button, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface FilterPopoverProps {
  /** What it filters by; also what its button says while nothing is chosen. */
  readonly label: string;
  /** What is chosen, in full; absent where nothing is. */
  readonly chosen: string | undefined;
  /** The same in short, for the button. */
  readonly summary?: string | undefined;
  readonly position: 'bottom-start' | 'bottom-end';
  readonly children: ReactNode;
}

/** A button that says what one filter lets through, and opens the fields to change it. */
export function FilterPopover({ label, chosen, summary = chosen, position, children }: FilterPopoverProps) {
  return (
    <Popover position={position} trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          fw={500}
          variant={chosen === undefined ? 'default' : 'light'}
          rightSection={<IconChevronDown size={13} aria-hidden />}
          aria-label={`${label}: ${chosen ?? 'any'}`}
        >
          {summary ?? label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  );
}
