import { readFileSync } from 'node:fs';
import type { Configuration } from '#platform';
import { DEFAULT_RULES_YAML, parseRules, type Rules } from '#recognition';
import { KindRegistry } from '#recording';

/**
 * The recognition rules and the kinds of touchpoint that a configuration names. They must be the same for all programs
 * of an installation.
 * @throws InvalidRulesError InvalidKindsError
 */
export function rulesAndKinds({ rules, kinds }: Pick<Configuration, 'rules' | 'kinds'>): {
  readonly rules: Rules;
  readonly kinds: KindRegistry;
} {
  return {
    rules: parseRules(rules === undefined ? DEFAULT_RULES_YAML : readFileSync(rules, 'utf8')),
    kinds: kinds === undefined ? new KindRegistry() : KindRegistry.withCompanyKinds(readFileSync(kinds, 'utf8')),
  };
}
