export { allOf, viewSetsOf } from './all-of.js';
export type { CardSection, CustomerAsOf } from './card-section.js';
export { CustomerNotFoundError } from './customer-not-found.js';
export { Documented, DocumentedOptional } from './documented.js';
export type { DefinitionSource } from './definition.js';
export type { Job, JobPorts } from './job.js';
export {
  type AnswerOf,
  defineQuery,
  type QueryDefinition,
  type QueryLog,
  type QuestionOf,
  type ReadNeed,
  type ReadSide,
} from './query.js';
export {
  type AsOfParameters,
  asOfParameters,
  InvalidParameterError,
  limitParameter,
  rfc3339,
  timeParameter,
} from './question-parameters.js';
export { defineSlice, type ProblemAnswer, type Slice } from './slice.js';
export type {
  CurrentStates,
  FactTopic,
  LedgerReplay,
  PublishedTopics,
  PublishingReads,
  ReplayDefinition,
  ReplayedMessage,
  ReplayPage,
  ReplayPlace,
  ReplayReads,
  ReplaySource,
  StateTopic,
  Topic,
  TranslatedKeys,
  ViewsReplay,
} from './topic.js';
export { type Announced, DAY_MS, type TopicContract, type TopicSettings, type ValueSchema } from './topic-contract.js';
