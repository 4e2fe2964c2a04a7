import type { ReactNode, RefObject } from 'react';
import styles from './page-frame.module.css';

interface PageFrameProps {
  readonly title: string;
  /** Gets the heading: `usePageTitle`. */
  readonly heading: RefObject<HTMLHeadingElement | null>;
  /** What the page is for, in a sentence or two. */
  readonly lead: ReactNode;
  /** For a form, whose lines would be too long otherwise. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A page under a heading that says what it is for. */
export function PageFrame({ title, heading, lead, narrow = false, children }: PageFrameProps) {
  return (
    <div className={styles.page} data-narrow={narrow || undefined}>
      <h1 className={styles.title} ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className={styles.lead}>{lead}</p>
      {children}
    </div>
  );
}
