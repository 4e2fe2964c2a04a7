import { PageFrame, ProblemNotice, useDesk, useHeading, Waiting } from '#desk';
import { ViewSet } from './view-set.js';
import { useViews } from './views-queries.js';
import styles from './views.module.css';

/** How the sets of views stand, and what operators can have done to them. */
export function ViewsPage() {
  const heading = useHeading();
  const { slices } = useDesk();
  const { data, error, isPending, refetch } = useViews();
  const about = new Map(slices.flatMap(({ viewSets = {} }) => Object.entries(viewSets)));
  return (
    <PageFrame
      title="Views"
      heading={heading}
      lead="All that the desk shows is read from views, which are made of the ledger and can be made again. A new edition is built beside the one that serves; looking up and recording go on."
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && error === null && <Waiting rows={2} height={220} what="Loading the views" />}
      <ul className={styles.list}>
        {data?.sets.map((status) => (
          <ViewSet key={status.set} status={status} about={about.get(status.set)} />
        ))}
      </ul>
    </PageFrame>
  );
}
