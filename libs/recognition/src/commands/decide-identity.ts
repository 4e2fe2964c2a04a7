import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { type CommandProblem, type Decision, defineCommand, type Draft, record, refuse } from '#commands';
import {
  asHandle,
  type Handle,
  IDENTITY_DECIDED,
  type IdentityDecided,
  identityDecided,
  type IdentityDecision,
  identityStream,
  type IdentityVerdict,
  type LedgerEvent,
} from '#events';
import { IsText } from '#platform';
import { Documented, DocumentedOptional } from '#slice';

const VERDICTS: readonly IdentityVerdict[] = ['link', 'separate', 'reject-edge', 'dismiss', 'withdraw'];
const ORIGINS: readonly IdentityDecision['origin'][] = ['staff', 'suggestion', 'review'];

/** A person's decision about two identifiers. */
export class IdentityDecisionBody {
  @Documented({ enum: VERDICTS })
  @IsIn(VERDICTS)
  verdict: IdentityVerdict;

  @Documented({ description: 'Handle of an identifier, as in GET /api/v1/customers/:id/identity' })
  @IsUUID()
  a: string;

  @Documented({ description: 'Handle of another one' })
  @IsUUID()
  b: string;

  @Documented({
    description: 'Why, for whoever looks at it later. May name people: it is sealed.',
    example: 'Two people with one name; spoke to both.',
  })
  @IsText(1000)
  reason: string;

  @DocumentedOptional({ enum: ORIGINS, default: 'staff' })
  @IsOptional()
  @IsIn(ORIGINS)
  origin?: IdentityDecision['origin'];
}

/** The decision that stands on a pair, if one does. */
export interface PairState {
  readonly standing?: IdentityDecided;
}

/** Records a person's decision on a pair of identifiers; the same decision again is a duplicate of the one that stands. */
export const decideIdentity = defineCommand({
  name: 'DecideIdentity',
  input: IdentityDecisionBody,
  stream: ({ a, b }: IdentityDecisionBody) => identityStream(asHandle(a), asHandle(b)),
  initial: {},
  evolve: (state: PairState, event: LedgerEvent): PairState => (event.type === IDENTITY_DECIDED ? { standing: event } : state),
  decide: (state, input, { now }) => decidePair(state, input, now),
});

/** What a decision on a pair comes to. `now`: epoch milliseconds. */
export function decidePair(state: PairState, input: IdentityDecisionBody, now: number): Decision {
  const [a, b] = [asHandle(input.a), asHandle(input.b)];
  if (a === b) return refuse(problem('same-identifier', 'A decision is about two different identifiers.', 'b'));
  return {
    do: 'ask-identifiers',
    handles: [a, b],
    next(known) {
      const field = (['a', 'b'] as const).find((side) => !known.has(input[side]));
      if (field) return refuse(problem('unknown-identifier', `No identifier is known by the handle given as ${field}.`, field));
      const { standing } = state;
      const verdict = decideVerdict(standing?.data.verdict, input.verdict);
      if (verdict === 'nothing-to-withdraw') {
        return refuse(problem(verdict, 'There is no decision on these two identifiers that could be withdrawn.', 'verdict'));
      }
      if (verdict === 'stands-already' && standing) return { do: 'duplicate', event: standing };
      return record(draftOf(a < b ? [a, b] : [b, a], input, now));
    },
  };
}

/** Given the decision that stands on the pair, what a new one comes to. */
export function decideVerdict(
  standing: IdentityVerdict | undefined,
  verdict: IdentityVerdict,
): 'record' | 'stands-already' | 'nothing-to-withdraw' {
  const open = standing === undefined || standing === 'withdraw';
  if (verdict === 'withdraw' && open) return 'nothing-to-withdraw';
  return standing === verdict ? 'stands-already' : 'record';
}

function draftOf(
  [a, b]: readonly [Handle, Handle],
  { verdict, reason, origin = 'staff' }: IdentityDecisionBody,
  now: number,
): Draft<IdentityDecision> {
  return {
    event: identityDecided,
    identifiers: [],
    compose: () => ({
      profiles: [],
      sections: [{ section: 'reason', hub: a, content: { reason } }],
      data(_profiles, [sealedReason]) {
        if (sealedReason === undefined) throw new Error('The reason was not sealed.');
        return { verdict, a, b, decidedAt: new Date(now).toISOString(), sealedReason, origin };
      },
      extra: {},
    }),
  };
}

function problem(code: string, detail: string, field: string): CommandProblem {
  return { code, detail, errors: [{ field, problem: detail }] };
}
