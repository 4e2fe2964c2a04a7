import { type DeskPage, Link } from '#desk';
import { Menu, UnstyledButton } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import styles from './bar.module.css';
import { menuOf } from './menu-of.js';

interface OperationsMenuProps {
  readonly page: DeskPage | undefined;
  readonly pages: readonly DeskPage[];
}

/** What few need and not often: the pages of those who keep Touchstone running. */
export function OperationsMenu({ page, pages }: OperationsMenuProps) {
  const entries = menuOf(pages, 'operations');
  if (entries.length === 0) return null;
  const here = page?.menu?.place === 'operations';
  return (
    <Menu position="bottom-end" shadow="md" width={200} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={styles.link} aria-label="Operations" title="Operations" data-here={here || undefined}>
          <IconSettings size={18} aria-hidden />
          <span className={styles.word}>Operations</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown aria-label="Operations">
        {entries.map(({ path, label, Icon }) => (
          <Menu.Item
            key={path}
            component={Link}
            to={path}
            leftSection={<Icon size={18} aria-hidden />}
            aria-current={path === page?.path ? 'page' : undefined}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
