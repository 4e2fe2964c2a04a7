import type { TimelineItem } from '#customers';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLiveEvents } from '../api/live-events.js';
import { queryClient, useCard } from '../api/queries.js';
import { rememberCustomer } from '../find/recent.js';
import { announce } from '../shell/announce.js';
import { useKeys } from '../shell/keys.js';
import { navigate, replaceRoute, useNavigationState } from '../shell/navigation.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePageTitle } from '../shell/use-page-title.js';
import { Waiting } from '../shell/waiting.js';
import { wordsFor } from '../shell/words.js';
import { Timeline } from '../timeline/timeline.js';
import { Alerts } from './alerts.js';
import { Aside } from './aside.js';
import { CardHeader } from './card-header.js';
import styles from './card.module.css';
import { Identifiers } from './identifiers.js';
import { SplitNote, type Parted } from './split-note.js';
import { TimeTravelBanner } from './time-travel.js';

const WhyDialog = lazy(() => import('../why/why-dialog.js').then(({ WhyDialog: dialog }) => ({ default: dialog })));
const LinkDialog = lazy(() => import('./link-dialog.js').then(({ LinkDialog: dialog }) => ({ default: dialog })));

/** Beyond so many unread arrivals the oldest are left to the timeline's own pages. */
const ARRIVALS_KEPT = 200;

interface CardPageProps {
  readonly id: string;
  readonly asOf: string | undefined;
  readonly knownAt: string | undefined;
}

type Dialog = { readonly open: 'why'; readonly from?: string } | { readonly open: 'link' } | undefined;

export function CardPage({ id, asOf, knownAt }: CardPageProps) {
  const { after } = useNavigationState();
  const at = { asOf, knownAt, after };
  const { data: card, error, refetch } = useCard(id, at);
  const [dialog, setDialog] = useState<Dialog>();
  const [arrivals, setArrivals] = useState<readonly TimelineItem[]>([]);
  const [changed, setChanged] = useState(false);
  const [parted, setParted] = useState<Parted>();
  const wide = useMediaQuery('(min-width: 1081px)', true, { getInitialValueInEffect: false });
  const live = asOf === undefined && knownAt === undefined;
  const name = card === undefined ? undefined : (card.name ?? 'Name not known');
  const heading = usePageTitle(name);

  useEffect(() => {
    if (card === undefined) return;
    if (card.id !== id) replaceRoute({ page: 'customer', id: card.id, asOf, knownAt }, { after });
    else rememberCustomer({ id, name: name ?? id });
  }, [card, id, asOf, knownAt, after, name]);

  useLiveEvents(id, live && card !== undefined, {
    onTouchpoint: (item) => {
      setArrivals((before) =>
        before.some((known) => known.id === item.id) ? before : [item, ...before].slice(0, ARRIVALS_KEPT),
      );
      announce(`New: ${wordsFor(item.kind)}, ${wordsFor(item.direction)}, ${wordsFor(item.department)}`);
      void queryClient.invalidateQueries({ queryKey: ['card', id] });
    },
    onIdentity: () => {
      setChanged(true);
      announce('Who belongs to this customer has changed');
      for (const key of ['card', 'identity', 'why']) void queryClient.invalidateQueries({ queryKey: [key, id] });
    },
  });

  useKeys({
    r: () => navigate({ page: 'record', customer: id }),
    w: () => setDialog({ open: 'why' }),
  });

  if (card === undefined) {
    return (
      <div className={styles.page}>
        <h1 className="visually-hidden">Customer</h1>
        {error === null ? (
          <Waiting rows={9} what="Loading the customer" />
        ) : (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        )}
      </div>
    );
  }

  const decided = (position: string, pair?: Pick<Parted, 'a' | 'b'>) => {
    setDialog(undefined);
    setParted(pair && { ...pair, after: position });
    replaceRoute({ page: 'customer', id, asOf, knownAt }, { after: position });
  };
  const showChange = () => {
    setChanged(false);
    setArrivals([]);
    void queryClient.resetQueries({ queryKey: ['timeline', id] });
  };
  const aside = <Aside card={card} wide={wide} />;

  return (
    <div className={styles.page}>
      <TimeTravelBanner id={id} asOf={asOf} knownAt={knownAt} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <CardHeader
        card={card}
        heading={heading}
        onWhy={() => setDialog({ open: 'why' })}
        onLink={() => setDialog({ open: 'link' })}
      />
      {parted !== undefined && <SplitNote customer={card.id} parted={parted} />}
      <Alerts card={card} changed={changed} onShowChange={showChange} onWhy={() => setDialog({ open: 'why' })} />
      <div className={styles.columns}>
        <Identifiers card={card} wide={wide} onWhy={(from) => setDialog({ open: 'why', from })} />
        {!wide && aside}
        <Timeline card={card} at={at} arrivals={arrivals} />
        {wide && aside}
      </div>
      <Suspense>
        {dialog?.open === 'why' && (
          <WhyDialog card={card} at={at} from={dialog.from} onClose={() => setDialog(undefined)} onDecided={decided} />
        )}
        {dialog?.open === 'link' && <LinkDialog card={card} onClose={() => setDialog(undefined)} onDecided={decided} />}
      </Suspense>
    </div>
  );
}
