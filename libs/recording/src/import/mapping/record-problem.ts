/** A record that the mapping cannot turn into a touchpoint. The message names field and problem, never a value. */
export class RecordProblem extends Error {
  readonly code = 'record-not-mapped';
}
