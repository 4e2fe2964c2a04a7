import { ruleFor, type Rules } from '../rules/rules.js';
import type { BlockCode } from './graph.js';

/** Whether a person can settle such a block, by linking or by saying that the two are separate. */
export function isReviewable(code: BlockCode): boolean {
  return code === 'limit' || code === 'two-persons';
}

/** A sentence for people. `type` is the one that the code speaks of (of `role`: one that never joins, if an end is); `sharers` how many persons share a generic value. */
export function blockReason(code: BlockCode, type: string | undefined, rules: Rules, sharers?: number): string {
  const rule = ruleFor(rules, type ?? '');
  const label = rule === rules.other && type !== undefined ? type : rule.label;
  const period = rule.limit?.perDays === undefined ? '' : ` within ${rule.limit.perDays} days`;
  const names = rule.genericOverNames;
  const byNames = names !== undefined && sharers !== undefined && sharers <= (rule.genericOver ?? Number.POSITIVE_INFINITY);
  const reasons: Readonly<Record<BlockCode, string>> = {
    limit: `They would be one customer with more than ${rule.limit?.max ?? 0} of "${label}"${period}.`,
    separated: 'Somebody decided that these are separate customers.',
    generic: byNames
      ? `"${label}" was stated with more than ${names} names, so it does not tell who somebody is.`
      : `"${label}" is shared by ${sharers || 'many'} persons, so it does not tell who somebody is.`,
    window: `"${label}" was used again only after more than ${rule.windowDays ?? 0} days.`,
    'two-persons': `Both are known persons; "${label}" is too weak to make them one.`,
    role: rule.joins
      ? 'The role in which it was used (not as its owner) does not make them one customer.'
      : `"${label}" joins nobody: many people may use the same one.`,
    rejected: 'Somebody rejected the evidence that ties these two.',
  };
  return reasons[code];
}
