import type { DefinitionSource } from '#slice';
import { DEFAULT_RULES_YAML } from './default-rules.js';
import { parseRules } from './parse-rules.js';
import type { Rules } from './rules.js';

export const rulesDefinition: DefinitionSource<Rules> = {
  setting: 'TOUCHSTONE_RULES',
  meaning: 'YAML file with recognition rules, in place of the built-in ones.',
  parse: (text = DEFAULT_RULES_YAML) => parseRules(text),
};
