export { foldName } from './fold/fold-name.js';
export type { FoldedName, Generation, PersonName, WholeName } from './fold/folded-name.js';
export { compareBirthDates, type BirthDateRelation } from './compare/birth-dates.js';
export { compareNames, type NameRelation } from './compare/compare-names.js';
export { namesAtPoint } from './point/names-at-point.js';
export { DEFAULT_POINT_RULES, type PointRules } from './point/point-rules.js';
export type {
  Block,
  BlockReason,
  Join,
  JoinReason,
  NamelessContact,
  PersonalIdentifier,
  PointKind,
  PointMember,
  PointResult,
  Proposal,
  ProposalReason,
  Undecided,
} from './point/point-member.js';
