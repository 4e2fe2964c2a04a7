import { announce, Timestamp, useMay } from '#desk';
import { counted, wordsFor } from '#desk/text';
import type { ViewsProblem, ViewsStatus } from '#views';
import { Badge, Progress } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import { Operations } from './operations.js';
import { ledgerPart } from './ledger-part.js';
import { timeLeft } from './time-left.js';
import { viewsNews } from './views-news.js';
import styles from './views.module.css';

interface ViewSetProps {
  readonly status: ViewsStatus;
  /** What it holds; nothing where no slice of this desk has told. */
  readonly about: string | undefined;
}

/** One set of views: what serves, what is being built, and what can be done. */
export function ViewSet({ status, about }: ViewSetProps) {
  const { set, unit, serving, building } = status;
  const heading = useId();
  const mayOperate = useMay('admin');
  const name = useRef<HTMLHeadingElement>(null);
  const before = useRef(status);
  useEffect(() => {
    const news = viewsNews(before.current, status);
    before.current = status;
    if (news !== undefined) announce(news);
  }, [status]);
  return (
    <li>
      <section className={`panel ${styles.set}`} aria-labelledby={heading} data-view-set={set}>
        <h2 className={styles.name} id={heading} ref={name} tabIndex={-1}>
          {wordsFor(set)}
          {serving.stale && (
            <Badge variant="outline" color="gray" tt="none" ml={8} c="inherit">
              Older version
            </Badge>
          )}
        </h2>
        <p className={styles.about}>{about}</p>
        <dl className={styles.facts}>
          <dt>Serves</dt>
          <dd>{serving.edition === 0 ? 'No edition yet' : `Edition ${serving.edition}`}</dd>
          {serving.version !== '' && (
            <>
              <dt>Version</dt>
              <dd className={styles.version}>{serving.version}</dd>
            </>
          )}
          <dt>Ledger</dt>
          <dd>{serving.lag === '0' ? 'Up to date' : `${ledgerPart(Number(serving.lag), unit)} behind`}</dd>
          {serving.problem && (
            <>
              <dt>Problem</dt>
              <dd>
                <Failing problem={serving.problem} />
              </dd>
            </>
          )}
          <dt>Set aside</dt>
          <dd>{serving.deadLetters === 0 ? 'No events' : <SetAside events={serving.deadLetters} />}</dd>
        </dl>
        {building !== undefined && <Building status={status} building={building} />}
        {mayOperate && <Operations status={status} onAnswered={() => name.current?.focus()} />}
      </section>
    </li>
  );
}

function SetAside({ events }: { readonly events: number }) {
  return (
    <>
      <strong className={styles.bad}>{counted(events, 'event')}</strong> that this version could not read. Upgrade, then rebuild.
    </>
  );
}

function Failing({ problem: { code, since } }: { readonly problem: ViewsProblem }) {
  return (
    <>
      Cannot go on since <Timestamp at={since} />: <strong className={styles.bad}>{code}</strong>. It is tried again; the
      server&apos;s log says more.
    </>
  );
}

interface BuildingProps {
  readonly status: ViewsStatus;
  readonly building: NonNullable<ViewsStatus['building']>;
}

function Building({ status, building: { edition, progress, perSecond, caughtUp, problem } }: BuildingProps) {
  const percent = Math.floor(progress * 100);
  const rate = perSecond > 0 ? `${ledgerPart(perSecond, status.unit)} a second` : undefined;
  const pace = [`${percent} %`, rate, timeLeft(status)].filter((part) => part !== undefined);
  return (
    <div className={styles.building}>
      <p>
        <strong>Edition {edition}</strong>{' '}
        {caughtUp ? 'has caught up: it can be promoted.' : `is being built: ${pace.join(', ')}.`}
      </p>
      {problem && (
        <p>
          <Failing problem={problem} />
        </p>
      )}
      <Progress
        value={caughtUp ? 100 : percent}
        aria-label={`Edition ${edition} of ${wordsFor(status.set)}`}
        transitionDuration={300}
      />
    </div>
  );
}
