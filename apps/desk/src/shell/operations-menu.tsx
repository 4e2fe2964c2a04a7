import { Menu, UnstyledButton } from '@mantine/core';
import { IconInbox, IconSettings, IconStack2 } from '@tabler/icons-react';
import styles from './bar.module.css';
import { Link } from './navigation.js';
import type { Route } from './route.js';

const PAGES = [
  { page: 'quarantine', label: 'Quarantine', Drawn: IconInbox },
  { page: 'views', label: 'Views', Drawn: IconStack2 },
] as const;

/** What few need and not often: the pages of those who keep Touchstone running. */
export function OperationsMenu({ page }: { readonly page: Route['page'] }) {
  const here = PAGES.some((one) => one.page === page);
  return (
    <Menu position="bottom-end" shadow="md" width={200} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={styles.link} aria-label="Operations" title="Operations" data-here={here || undefined}>
          <IconSettings size={18} aria-hidden />
          <span className={styles.word}>Operations</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown aria-label="Operations">
        {PAGES.map(({ page: to, label, Drawn }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={{ page: to }}
            leftSection={<Drawn size={18} aria-hidden />}
            aria-current={to === page ? 'page' : undefined}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
