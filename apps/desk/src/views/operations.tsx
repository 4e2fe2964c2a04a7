import { ProblemNotice } from '#desk';
import type { ViewsStatus, EditionRequest } from '#views';
import { Button, Group } from '@mantine/core';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useViewsWish } from './views-queries.js';
import { hindrance } from './hindrance.js';
import styles from './views.module.css';

const OPERATIONS = [
  { wish: 'rebuild', label: 'Rebuild' },
  { wish: 'promote', label: 'Promote' },
] as const;
/** A projector that runs has begun by then. */
const MOMENT_MS = 15_000;

interface OperationsProps {
  readonly status: ViewsStatus;
  /** A question was answered, and the button that had the focus is gone. */
  readonly onAnswered: () => void;
}

/** Building anew and promoting; what cannot be done says why. */
export function Operations({ status, onAnswered }: OperationsProps) {
  const { set } = status;
  const [asking, setAsking] = useState<EditionRequest>();
  const asked = { rebuild: useViewsWish(set, 'rebuild'), promote: useViewsWish(set, 'promote') };
  const reasons = useId();
  const broken = useBroken(status);
  const pending = status.requested.length > 0;

  const answer = (wish: EditionRequest | undefined) => {
    setAsking(undefined);
    onAnswered();
    if (wish !== undefined) asked[wish].mutate();
  };

  if (asking !== undefined) return <Sure wish={asking} status={status} onAnswer={answer} />;
  return (
    <>
      {OPERATIONS.map(({ wish }) => {
        const { error } = asked[wish];
        return error !== null && <ProblemNotice key={wish} error={error} />;
      })}
      {broken !== undefined && (
        <p className={styles.bad}>
          Edition {broken} is not being built any more. The log of the server that builds it says why; rebuild when that is
          mended.
        </p>
      )}
      <Group gap="xs" mt="sm">
        {OPERATIONS.map(({ wish, label }) => {
          const reason = hindrance(status, wish);
          return (
            <Button
              key={wish}
              size="xs"
              variant={wish === 'promote' && reason === undefined ? 'filled' : 'default'}
              disabled={reason !== undefined || pending}
              aria-describedby={reason === undefined ? undefined : `${reasons}-${wish}`}
              loading={asked[wish].isPending}
              onClick={() => setAsking(wish)}
            >
              {label}
            </Button>
          );
        })}
      </Group>
      {pending ? (
        <Requested />
      ) : (
        OPERATIONS.map(({ wish }) => {
          const reason = hindrance(status, wish);
          return (
            reason !== undefined && (
              <p key={wish} className={styles.reason} id={`${reasons}-${wish}`}>
                {reason}
              </p>
            )
          );
        })
      )}
    </>
  );
}

/** That it was asked for; where nothing comes of it, what to look at. */
function Requested() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), MOMENT_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <p className={styles.reason}>
      {late
        ? 'Asked for, and not done yet. Where it stays so, see whether a projector runs.'
        : 'Asked for; the projector does it in a moment.'}
    </p>
  );
}

/** The edition whose building was seen here and ended without its serving. */
function useBroken({ serving, building, requested }: ViewsStatus): number | undefined {
  const [seen, setSeen] = useState<number>();
  useEffect(() => {
    if (building !== undefined) setSeen(building.edition);
  }, [building]);
  // One that a rebuild replaces is dropped before the next is begun.
  const ended = building === undefined && !requested.includes('rebuild');
  return ended && seen !== undefined && serving.edition < seen ? seen : undefined;
}

interface SureProps {
  readonly wish: EditionRequest;
  readonly status: ViewsStatus;
  readonly onAnswer: (wish: EditionRequest | undefined) => void;
}

/** What follows, before it is done: a rebuild cannot be called off, and a promotion cannot be taken back here. */
function Sure({ wish, status: { serving, building }, onAnswer }: SureProps) {
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onAnswer(undefined);
  };
  const inPlace = building === undefined ? '' : `, in place of edition ${building.edition}`;
  const consequences = {
    rebuild: `A new edition is built from the first event of the ledger${inPlace}. Edition ${serving.edition} serves meanwhile. It takes time and room on the disk, and cannot be called off.`,
    promote: `Look-ups are answered from edition ${building?.edition ?? ''} from then on. Edition ${serving.edition} is kept until the next promotion; older ones are dropped.`,
  };
  return (
    <div className={styles.sure} onKeyDown={escape}>
      <p>{consequences[wish]}</p>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onAnswer(undefined)}>
          Cancel
        </Button>
        <Button size="xs" onClick={() => onAnswer(wish)} autoFocus>
          {wish === 'rebuild' ? 'Rebuild now' : 'Promote now'}
        </Button>
      </Group>
    </div>
  );
}
