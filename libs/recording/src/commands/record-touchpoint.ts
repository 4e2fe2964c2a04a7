import {
  type CommandProblem,
  type Composition,
  type Decision,
  defineCommand,
  type Draft,
  invalid,
  record,
  refuse,
} from '#commands';
import {
  type Handle,
  type LedgerEvent,
  partySection,
  type PartySecrets,
  type RecordedParty,
  TOUCHPOINT_RECORDED,
  type TouchpointData,
  type TouchpointRecorded,
  touchpointRecorded,
} from '#events';
import { type FieldProblem, instantOf } from '#platform';
import type { Opened, ResolvedIdentifier } from '#vault';
import type { KindRegistry } from '../kinds/kind-registry.js';
import { isAbsent } from '../touchpoint/canonical-json.js';
import { differences } from '../touchpoint/differences.js';
import { touchpointEventId, touchpointStream } from '../touchpoint/event-ids.js';
import type { IdentifierRules } from '../touchpoint/identifier-rules.js';
import { partySecrets, type PlannedParty, planParties, recordedIdentifiers } from '../touchpoint/plan-touchpoint.js';
import { tooLarge } from '../touchpoint/too-large.js';
import { contentOf } from '../touchpoint/touchpoint-content.js';
import { TouchpointBody } from '../touchpoint/touchpoint-input.js';

/** What the ledger holds of a touchpoint. */
export interface TouchpointState {
  readonly recorded?: TouchpointRecorded;
}

/** What the answer says beside id and position. */
export interface RecordedExtra {
  /** Identifiers that recognition ignores (blocked values); they are kept with the touchpoint all the same. */
  readonly ignoredIdentifiers?: readonly string[];
}

export interface RecordTouchpointNeeds {
  readonly kinds: KindRegistry;
  readonly identifiers: IdentifierRules;
}

/** Records a touchpoint. The same source and external id is one touchpoint: recording it again is a duplicate, with other content a conflict. */
export function recordTouchpoint(needs: RecordTouchpointNeeds) {
  return defineCommand({
    name: 'RecordTouchpoint',
    input: TouchpointBody,
    check: (touchpoint: TouchpointBody) => [
      ...needs.kinds.problems(touchpoint.kind, touchpoint.details),
      ...withoutIdentity(touchpoint),
    ],
    stream: ({ source, externalId }) => touchpointStream(source, externalId),
    eventId: ({ source, externalId, occurredAt }) => touchpointEventId(source, externalId, instantOf(occurredAt) ?? 0),
    content: contentOf,
    initial: {},
    evolve: evolveTouchpoint,
    decide: (state, touchpoint, { fingerprint }) => decideTouchpoint(state, touchpoint, fingerprint, needs),
    tooLarge,
    sourceOf: ({ source }) => source,
  });
}

export function evolveTouchpoint(state: TouchpointState, event: LedgerEvent): TouchpointState {
  return event.type === TOUCHPOINT_RECORDED ? { recorded: event } : state;
}

/** What recording a touchpoint comes to, given what its stream holds. */
export function decideTouchpoint(
  { recorded }: TouchpointState,
  touchpoint: TouchpointBody,
  fingerprint: string,
  needs: RecordTouchpointNeeds,
): Decision<RecordedExtra> {
  if (!recorded) return record(draftOf(touchpoint, fingerprint, needs));
  if (recorded.data.fingerprint === fingerprint) return { do: 'duplicate', event: recorded };
  return {
    do: 'ask-sections',
    of: recorded,
    next: (sections) => refuse(conflict(recorded, sections as readonly Opened<PartySecrets>[], touchpoint)),
  };
}

/** The event of a touchpoint: its identifiers to handles, what is personal under the keys of its parties. */
function draftOf(
  touchpoint: TouchpointBody,
  fingerprint: string,
  needs: RecordTouchpointNeeds,
): Draft<TouchpointData, RecordedExtra> {
  const planned = planParties(touchpoint, needs.identifiers);
  return {
    event: touchpointRecorded,
    identifiers: planned.flatMap(({ identifiers }) => identifiers),
    compose(handles) {
      let end = 0;
      const parties = planned.map((party) => {
        const resolved = handles.slice(end, (end += party.identifiers.length));
        return { party, resolved, identifiers: recordedIdentifiers(party, resolved, needs.identifiers) };
      });
      const ignored = parties.flatMap(ignoredIdentifiers);
      const nameless = parties.flatMap(({ identifiers }, index) => (identifiers.length === 0 ? [index] : []));
      if (nameless.length > 0) return unrecognisable(nameless, ignored);
      return composeTouchpoint(touchpoint, parties, ignored, fingerprint, needs.kinds);
    },
  };
}

/** A party with what the vault said of its identifiers. */
interface ResolvedParty {
  readonly party: PlannedParty;
  readonly resolved: readonly (ResolvedIdentifier | undefined)[];
  /** As the ledger keeps them, the hub first. */
  readonly identifiers: RecordedParty['identifiers'];
}

function composeTouchpoint(
  touchpoint: TouchpointBody,
  parties: readonly ResolvedParty[],
  ignored: readonly string[],
  fingerprint: string,
  kinds: KindRegistry,
): Composition<TouchpointData, RecordedExtra> {
  const known = parties.flatMap(({ party, identifiers }) => {
    const hub = identifiers[0]?.handle;
    return hub === undefined ? [] : [{ party, identifiers, hub }];
  });
  // The case is the last identifier of the first party.
  const caseHandle = touchpoint.case && parties[0]?.resolved.at(-1)?.handle;
  return {
    profiles: known.flatMap(({ party: { profile }, hub }) => (profile ? [{ hub, profile }] : [])),
    sections: known.map(({ hub }, index) => ({
      section: partySection(index),
      hub,
      content: partySecrets(touchpoint, index, kinds),
    })),
    data(profiles, sealed) {
      let stated = 0;
      const recorded = known.map(({ party, identifiers, hub }, index): RecordedParty => {
        const section = sealed[index];
        if (section === undefined) throw new Error(`Party ${index} was not sealed.`);
        const { role } = party.body;
        const profile = party.profile && profiles[stated++];
        return profile ? { role, hub, identifiers, profile, sealed: section } : { role, hub, identifiers, sealed: section };
      });
      const [principal, ...others] = recorded;
      if (!principal) throw new Error('A touchpoint has at least one party.');
      return touchpointData(touchpoint, caseHandle, [principal, ...others], fingerprint, kinds);
    },
    extra: ignored.length > 0 ? { ignoredIdentifiers: ignored } : {},
  };
}

/** What the ledger holds of a touchpoint, as one literal: put together from copies, it takes longer to make and to write as JSON. */
function touchpointData(
  touchpoint: TouchpointBody,
  caseHandle: Handle | undefined,
  parties: TouchpointData['parties'],
  fingerprint: string,
  kinds: KindRegistry,
): TouchpointData {
  const { source, externalId, occurredAt, kind, channel, direction, department, handledBy, topics, outcome, amount, details } =
    touchpoint;
  const clear = details ? kinds.split(kind, details).clear : undefined;
  return {
    source,
    externalId,
    occurredAt,
    kind,
    channel,
    direction,
    department,
    ...(handledBy === undefined ? {} : { handledBy }),
    ...(isAbsent(topics) ? {} : { topics }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(amount === undefined ? {} : { amount: { value: amount.value, currency: amount.currency } }),
    ...(caseHandle === undefined ? {} : { case: { handle: caseHandle, status: touchpoint.case?.status ?? 'updated' } }),
    ...(clear === undefined ? {} : { details: clear }),
    parties,
    fingerprint,
  };
}

function ignoredIdentifiers({ party, resolved }: ResolvedParty, index: number): string[] {
  return resolved.flatMap((identifier, at) => (!identifier && at < party.stated ? [`parties[${index}].identifiers[${at}]`] : []));
}

function withoutIdentity(touchpoint: TouchpointBody): FieldProblem[] {
  return touchpoint.parties.flatMap((party, index) =>
    party.identifiers.length === 0 && party.name === undefined && !(index === 0 && touchpoint.case)
      ? [
          {
            field: `parties[${index}]`,
            problem: 'has neither an identifier nor a name',
            remedy: 'Give at least one identifier, such as a phone number.',
          },
        ]
      : [],
  );
}

function conflict(
  before: TouchpointRecorded,
  sections: readonly Opened<PartySecrets>[],
  touchpoint: TouchpointBody,
): CommandProblem {
  const fields = differences(before, sections, touchpoint);
  return {
    code: 'conflict',
    detail: `A touchpoint with this source and external id was recorded before with other content${fields.length > 0 ? `: ${fields.join(', ')} differ` : ''}. What was recorded stays; record a correction under an external id of its own.`,
    errors: fields.map((field) => ({ field, problem: 'differs from what was recorded' })),
    recorded: { id: before.id, position: String(before.position) },
  };
}

function unrecognisable(parties: readonly number[], ignored: readonly string[]): CommandProblem {
  return invalid(
    parties.map((party) => ({
      field: ignored.find((field) => field.startsWith(`parties[${party}].`)) ?? `parties[${party}]`,
      problem: 'cannot tell who this is: every identifier is a blocked value (such as noreply@ or 000000) or empty',
      remedy: 'Give an identifier of the person, or name and address.',
    })),
  );
}
