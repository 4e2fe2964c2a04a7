import type { ViewsStatus } from '#views';
import { Button, Group } from '@mantine/core';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useViewsOperation, type ViewsOperation } from '../api/views-queries.js';
import { announce } from '../shell/announce.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { hindrance } from './hindrance.js';
import styles from './views.module.css';

const OPERATIONS = [
  { operation: 'rebuild', label: 'Rebuild' },
  { operation: 'promote', label: 'Promote' },
] as const;

interface OperationsProps {
  readonly status: ViewsStatus;
  /** A question was answered, and the button that had the focus is gone. */
  readonly onAnswered: () => void;
}

/** Building anew and promoting; what cannot be done says why. */
export function Operations({ status, onAnswered }: OperationsProps) {
  const { set, serving, building } = status;
  const [asking, setAsking] = useState<ViewsOperation>();
  const asked = { rebuild: useViewsOperation(set, 'rebuild'), promote: useViewsOperation(set, 'promote') };
  const reasons = useId();
  const broken = useBroken(status);
  const pending =
    (asked.rebuild.variables === serving.edition && asked.rebuild.isSuccess && building === undefined && broken === undefined) ||
    (asked.promote.variables === serving.edition && asked.promote.isSuccess && building !== undefined);

  const answer = (operation: ViewsOperation | undefined) => {
    setAsking(undefined);
    onAnswered();
    if (operation === undefined) return;
    asked[operation].mutate(serving.edition, {
      onSuccess: () => announce(operation === 'rebuild' ? 'A new edition is being built' : 'The new edition serves'),
    });
  };

  if (asking !== undefined) return <Sure operation={asking} status={status} onAnswer={answer} />;
  return (
    <>
      {OPERATIONS.map(({ operation }) => {
        const { error } = asked[operation];
        return error !== null && <ProblemNotice key={operation} error={error} />;
      })}
      {broken !== undefined && (
        <p className={styles.bad}>
          Edition {broken} is not being built any more. The log of the server that builds it says why; rebuild when that is
          mended.
        </p>
      )}
      <Group gap="xs" mt="sm">
        {OPERATIONS.map(({ operation, label }) => {
          const reason = hindrance(status, operation);
          return (
            <Button
              key={operation}
              size="xs"
              variant={operation === 'promote' && reason === undefined ? 'filled' : 'default'}
              disabled={reason !== undefined || pending}
              aria-describedby={reason === undefined ? undefined : `${reasons}-${operation}`}
              loading={asked[operation].isPending}
              onClick={() => setAsking(operation)}
            >
              {label}
            </Button>
          );
        })}
      </Group>
      {pending ? (
        <p className={styles.reason}>Asked for; the projector does it in a moment.</p>
      ) : (
        OPERATIONS.map(({ operation }) => {
          const reason = hindrance(status, operation);
          return (
            reason !== undefined && (
              <p key={operation} className={styles.reason} id={`${reasons}-${operation}`}>
                {reason}
              </p>
            )
          );
        })
      )}
    </>
  );
}

/** The edition whose building was seen here and ended without its serving. */
function useBroken({ serving, building }: ViewsStatus): number | undefined {
  const [seen, setSeen] = useState<number>();
  useEffect(() => {
    if (building !== undefined) setSeen(building.edition);
  }, [building]);
  return building === undefined && seen !== undefined && serving.edition < seen ? seen : undefined;
}

interface SureProps {
  readonly operation: ViewsOperation;
  readonly status: ViewsStatus;
  readonly onAnswer: (operation: ViewsOperation | undefined) => void;
}

/** What follows, before it is done: a rebuild cannot be called off, and a promotion cannot be taken back here. */
function Sure({ operation, status: { serving, building }, onAnswer }: SureProps) {
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
      <p>{consequences[operation]}</p>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onAnswer(undefined)}>
          Cancel
        </Button>
        <Button size="xs" onClick={() => onAnswer(operation)} autoFocus>
          {operation === 'rebuild' ? 'Rebuild now' : 'Promote now'}
        </Button>
      </Group>
    </div>
  );
}
