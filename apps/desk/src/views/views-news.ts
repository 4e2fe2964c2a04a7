import type { ViewsStatus } from '#views';
import { wordsFor } from '#desk/text';

/** What is new about a set of views, for those who do not see the page; nothing where only figures moved. */
export function viewsNews(before: ViewsStatus, { set, serving, building, requested }: ViewsStatus): string | undefined {
  const of = `of ${wordsFor(set)}`;
  if (serving.edition !== before.serving.edition) return `Edition ${serving.edition} ${of} serves`;
  if (serving.problem && !before.serving.problem) return `${wordsFor(set)} cannot go on: ${serving.problem.code}`;
  if (!serving.problem && before.serving.problem) return `${wordsFor(set)} goes on again`;
  const known = building?.edition === before.building?.edition;
  if (building?.caughtUp === true && !(known && before.building?.caughtUp))
    return `Edition ${building.edition} ${of} has caught up`;
  if (building !== undefined && !known) return `Edition ${building.edition} ${of} is being built`;
  return requested.length > before.requested.length ? 'Asked for' : undefined;
}
