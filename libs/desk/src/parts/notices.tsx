import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './notices.module.css';

/** Lines that stand out above what they are about. */
export function Notices({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ul className={styles.notices} aria-label={label}>
      {children}
    </ul>
  );
}

interface NoticeProps {
  readonly tone: 'info' | 'warn' | 'danger';
  readonly Icon: Icon;
  /** A sentence in a `span`, and what one can do about it. */
  readonly children: ReactNode;
}

export function Notice({ tone, Icon: Drawn, children }: NoticeProps) {
  return (
    <li className={styles.notice} data-tone={tone}>
      <Drawn size={18} aria-hidden />
      {children}
    </li>
  );
}
