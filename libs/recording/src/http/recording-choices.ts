import type { Rules } from '#recognition';
import { ROLE_MAILBOX } from '#vault';
import type { RecordingChoices } from './kinds.controller.js';

/** What a form that records offers: the departments there are, and the types of identifier that people state. */
export function recordingChoices(rules: Rules, departments: () => Promise<readonly string[]>): RecordingChoices {
  const derived = new Set([ROLE_MAILBOX, ...rules.compounds.map(({ type }) => type)]);
  return {
    departments,
    identifierTypes: rules.identifiers.filter(({ type }) => !derived.has(type)).map(({ type, label }) => ({ type, label })),
  };
}
