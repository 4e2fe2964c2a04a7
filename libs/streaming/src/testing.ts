export { contractBreaches } from './testing/contract-breaches.js';
export { freePort } from './testing/free-port.js';
export { describeWithKafka, ownBroker, type OwnBroker } from './testing/kafka-broker.js';
export { type ReadMessage, readTopic } from './testing/read-topic.js';
export { type Right, type SecureBroker, secureBroker } from './testing/secure-broker.js';
