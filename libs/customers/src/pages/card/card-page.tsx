import {
  announce,
  type CardAction,
  customerAddress,
  identityChanged,
  navigate,
  type PageProps,
  ProblemNotice,
  queryClient,
  replaceAddress,
  useHeading,
  useKeys,
  useNavigationState,
  usePageTitle,
  useCustomer,
  Waiting,
} from '#desk';
import { wordsFor } from '#desk/text';
import type { TimelineItem } from '#customers';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { rememberCustomer } from '../find/recent.js';
import { Timeline } from '../timeline/timeline.js';
import { Alerts } from './alerts.js';
import { Aside } from './aside.js';
import { useCardActions } from './card-actions.js';
import { CardHeader } from './card-header.js';
import styles from './card.module.css';
import { Identifiers } from './identifiers.js';
import { useLiveEvents } from './live-events.js';
import { TimeTravelBanner } from './time-travel.js';

/** Beyond so many unread arrivals the oldest are left to the timeline's own pages. */
const ARRIVALS_KEPT = 200;

interface OpenDialog {
  readonly action: CardAction;
  readonly identifier: string | undefined;
}

export function CardPage({ params: { id }, query }: PageProps<'/c/:id'>) {
  const asOf = query.get('asOf') ?? undefined;
  const knownAt = query.get('knownAt') ?? undefined;
  const { after } = useNavigationState();
  const at = { asOf, knownAt, after };
  const { data: card, error, refetch } = useCustomer(id, at);
  const actions = useCardActions();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [outcome, setOutcome] = useState<ReactNode>();
  const [arrivals, setArrivals] = useState<readonly TimelineItem[]>([]);
  const [changed, setChanged] = useState(false);
  const wide = useMediaQuery('(min-width: 1081px)', true, { getInitialValueInEffect: false });
  const live = asOf === undefined && knownAt === undefined;
  const name = card === undefined ? undefined : (card.name ?? 'Name not known');
  const heading = useHeading(card !== undefined);
  usePageTitle(name);

  useEffect(() => {
    if (card === undefined) return;
    if (card.id !== id) replaceAddress(customerAddress(card.id, { asOf, knownAt }), { after });
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
      identityChanged(id);
    },
  });

  const act = (action: CardAction, identifier?: string) => {
    if ('leadsTo' in action) navigate(action.leadsTo(id));
    else setDialog({ action, identifier });
  };
  useKeys(Object.fromEntries(actions.flatMap((action) => (action.key ? [[action.key.letter, () => act(action)]] : []))));

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

  const done = (position: string, what?: ReactNode) => {
    setDialog(undefined);
    setOutcome(what);
    replaceAddress(customerAddress(id, { asOf, knownAt }), { after: position });
  };
  const showChange = () => {
    setChanged(false);
    setArrivals([]);
    void queryClient.resetQueries({ queryKey: ['timeline', id] });
  };
  const aside = <Aside card={card} wide={wide} />;
  const Dialog = dialog !== undefined && 'Dialog' in dialog.action ? dialog.action.Dialog : undefined;

  return (
    <div className={styles.page}>
      <TimeTravelBanner id={id} asOf={asOf} knownAt={knownAt} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <CardHeader card={card} heading={heading} onAct={act} />
      {outcome !== undefined && <Suspense>{outcome}</Suspense>}
      <Alerts card={card} changed={changed} onShowChange={showChange} onAct={act} />
      <div className={styles.columns}>
        <Identifiers card={card} wide={wide} onAct={act} />
        {!wide && aside}
        <Timeline card={card} at={at} arrivals={arrivals} />
        {wide && aside}
      </div>
      <Suspense>
        {Dialog !== undefined && (
          <Dialog card={card} at={at} identifier={dialog?.identifier} onClose={() => setDialog(undefined)} onDone={done} />
        )}
      </Suspense>
    </div>
  );
}
