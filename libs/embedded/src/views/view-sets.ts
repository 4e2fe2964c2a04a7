import { customersViews } from '#customers';
import { recognitionViews, type Rules } from '#recognition';
import type { ViewSet } from '#views';

/** All sets of views that the server keeps up to date. */
export function viewSets(rules: Rules): readonly ViewSet[] {
  return [recognitionViews(rules), customersViews];
}
