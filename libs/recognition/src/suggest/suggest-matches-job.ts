import type { Job } from '#slice';
import type { Rules } from '../rules/rules.js';
import { RECOGNITION } from '../views/tables.js';
import { suggestMatches } from './suggester.js';

/** Looks for people who may be one and puts them up for review. It only proposes. */
export function suggestMatchesJob(rules: Rules): Job {
  return {
    name: 'suggest-matches',
    reads: RECOGNITION,
    async step({ vault: { suggestions }, reader, now, limit }) {
      const { looked } = await suggestMatches({ suggestions, reader, rules }, { limit, now });
      return looked;
    },
  };
}
