export { breakingChanges, type ReleasedTopic, releasedForm } from './testing/breaking-changes.js';
export { ajv, contractBreaches } from './testing/contract-breaches.js';
export { freePort } from './testing/free-port.js';
export { describeWithKafka, ownBroker, type OwnBroker, QUIET, testKafka } from './testing/kafka-broker.js';
export { type ReadMessage, readTopic } from './testing/read-topic.js';
export { type Right, type SecureBroker, secureBroker } from './testing/secure-broker.js';
export { underTestName } from './testing/test-topics.js';
