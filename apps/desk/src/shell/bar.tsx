import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconGitMerge, IconKeyboard, IconLogout, IconMoon, IconPencilPlus, IconSun } from '@tabler/icons-react';
import { endSession } from '../api/session.js';
import { queryClient } from '../api/queries.js';
import { FindBox } from '../find/find-box.js';
import styles from './bar.module.css';
import { Link } from './navigation.js';
import { OperationsMenu } from './operations-menu.js';
import type { Route } from './route.js';
import mark from './touchstone.svg';

function leave(): void {
  queryClient.clear();
  void endSession();
}

/** On the search page the search box stands in the page; everywhere else it is up here. */
export function Bar({ route, onHelp }: { readonly route: Route; readonly onHelp: () => void }) {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  const current = (page: Route['page']) => (route.page === page ? ('page' as const) : undefined);

  return (
    <header className={styles.bar}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <Link to={{ page: 'find' }} className={styles.brand} aria-label="Touchstone, search">
        <img src={mark} alt="" width={26} height={26} />
        <span className={styles.word}>Touchstone</span>
      </Link>
      <div className={styles.search}>{route.page !== 'find' && <FindBox placement="bar" />}</div>
      <nav className={styles.links} aria-label="Main">
        <Link to={{ page: 'review' }} className={styles.link} aria-current={current('review')} aria-label="Review" title="Review">
          <IconGitMerge size={18} aria-hidden />
          <span className={styles.word}>Review</span>
        </Link>
        <Link
          to={{ page: 'record' }}
          className={styles.link}
          aria-current={current('record')}
          aria-label="Record"
          title="Record a touchpoint"
        >
          <IconPencilPlus size={18} aria-hidden />
          <span className={styles.word}>Record</span>
        </Link>
        <OperationsMenu page={route.page} />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={`Switch to ${other}`}
          onClick={() => setColorScheme(other)}
        >
          {scheme === 'dark' ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
        </ActionIcon>
        <ActionIcon
          className={styles.rare}
          variant="subtle"
          color="gray"
          size={34}
          aria-label="Keyboard shortcuts"
          onClick={onHelp}
        >
          <IconKeyboard size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label="Sign out" onClick={leave}>
          <IconLogout size={18} aria-hidden />
        </ActionIcon>
      </nav>
    </header>
  );
}
