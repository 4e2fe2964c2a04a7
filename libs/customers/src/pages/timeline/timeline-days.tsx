import { dayOf, timeText, wordsFor } from '#desk/text';
import { memo } from 'react';
import { sameStretch, type DayGroup, type Stretch } from './day-groups.js';
import { Item } from './timeline-item.js';
import styles from './timeline.module.css';

const ITEM_PX = 59;
const DAY_PX = 37;

interface DaysProps {
  readonly stretch: Stretch;
  /** Labels of kinds. */
  readonly labels: ReadonlyMap<string, string>;
  readonly first: boolean;
}

/** A stretch of the timeline. The browser skips its layout while it is out of sight, for which it needs a height to begin with. */
export const Days = memo(
  function Days({ stretch: { days }, labels, first }: DaysProps) {
    const height = days.reduce((sum, { items }) => sum + DAY_PX + items.length * ITEM_PX, 0);
    return (
      <div className={styles.stretch} style={{ containIntrinsicBlockSize: `auto ${height}px` }}>
        {days.map((group, index) => (
          <Day key={group.day} group={group} labels={labels} first={first && index === 0} />
        ))}
      </div>
    );
  },
  (before, now) => before.first === now.first && before.labels === now.labels && sameStretch(before.stretch, now.stretch),
);

interface DayProps {
  readonly group: DayGroup;
  readonly labels: ReadonlyMap<string, string>;
  readonly first: boolean;
}

function Day({ group, labels, first }: DayProps) {
  const at = group.items[0]?.occurredAt ?? group.day;
  return (
    <section aria-label={timeText(at, 'day')}>
      <h3 className={styles.dayTitle}>
        {group.day === dayOf(Date.now()) && 'Today, '}
        {timeText(at, 'long')}
      </h3>
      <ol className={styles.items}>
        {group.items.map((item, index) => (
          <Item key={item.id} item={item} kindLabel={labels.get(item.kind) ?? wordsFor(item.kind)} first={first && index === 0} />
        ))}
      </ol>
    </section>
  );
}
