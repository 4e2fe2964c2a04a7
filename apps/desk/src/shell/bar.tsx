import { type DeskPage, endSession, ErrorBoundary, HOME, Link, queryClient, useDesk, useMe } from '#desk';
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { Suspense } from 'react';
import styles from './bar.module.css';
import { menuOf } from './menu-of.js';
import { OperationsMenu } from './operations-menu.js';
import mark from './touchstone.svg';

function leave(): void {
  queryClient.clear();
  void endSession();
}

interface BarProps {
  /** Where one is; nothing at an address that leads nowhere. */
  readonly page: DeskPage | undefined;
  readonly pages: readonly DeskPage[];
  readonly onHelp: () => void;
}

/** Search, pages, and what one does from anywhere. A page with a search box of its own needs none up here. */
export function Bar({ page, pages, onHelp }: BarProps) {
  const { CustomerSearch } = useDesk();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const me = useMe();
  const signOut = me === undefined ? 'Sign out' : `Sign out (${me.name}: ${me.roles.join(', ')})`;
  const other = scheme === 'dark' ? 'light' : 'dark';

  return (
    <header className={styles.bar}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <Link to={HOME} className={styles.brand} aria-label="Touchstone, search">
        <img src={mark} alt="" width={26} height={26} />
        <span className={styles.word}>Touchstone</span>
      </Link>
      <div className={styles.search}>
        {page?.hasSearch !== true && (
          <ErrorBoundary key={page?.path} fallback={null}>
            <Suspense>
              <CustomerSearch />
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
      <nav className={styles.links} aria-label="Main">
        {menuOf(pages, 'bar').map(({ path, label, hint = label, Icon }) => (
          <Link
            key={path}
            to={path}
            className={styles.link}
            aria-current={path === page?.path ? 'page' : undefined}
            aria-label={label}
            title={hint}
          >
            <Icon size={18} aria-hidden />
            <span className={styles.word}>{label}</span>
          </Link>
        ))}
        <OperationsMenu page={page} pages={pages} />
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
        {me !== undefined && (
          <span className={styles.who} title={`Signed in as ${me.name} (${me.roles.join(', ')})`}>
            {me.name}
          </span>
        )}
        <ActionIcon variant="subtle" color="gray" size={34} aria-label="Sign out" title={signOut} onClick={leave}>
          <IconLogout size={18} aria-hidden />
        </ActionIcon>
      </nav>
    </header>
  );
}
