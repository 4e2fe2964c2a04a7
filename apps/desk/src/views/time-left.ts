import { counted } from '#desk/text';
import type { ViewsStatus } from '#views';

/** How long the new edition will take to catch up, at the rate it has had so far. Not known at the very beginning. */
export function timeLeft({ serving, building }: ViewsStatus): string | undefined {
  if (building === undefined || building.caughtUp || building.perSecond <= 0) return undefined;
  const head = BigInt(serving.position) + BigInt(serving.lag);
  const seconds = Math.max(1, Math.ceil(Number(head - BigInt(building.position)) / building.perSecond));
  if (seconds < 60) return `${counted(seconds, 'second')} left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${counted(minutes, 'minute')} left`;
  const rest = minutes % 60;
  return `${counted(Math.floor(minutes / 60), 'hour')}${rest === 0 ? '' : ` ${counted(rest, 'minute')}`} left`;
}
