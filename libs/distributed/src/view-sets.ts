import { publishedCustomersViews } from '#customers';
import { recognitionViews, type Rules } from '#recognition';
import { touchpointMessages } from '#streaming';
import type { ViewSet } from '#views';

/** All sets of views of the distributed edition: what they announce goes to Kafka. */
export function publishedViewSets(rules: Rules): readonly ViewSet[] {
  return [recognitionViews(rules, { publish: touchpointMessages }), publishedCustomersViews];
}
