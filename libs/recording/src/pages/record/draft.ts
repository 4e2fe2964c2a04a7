import type { DetailSchema, DetailsSchema } from '#desk';
import { localToRfc3339 } from '#desk/text';

export interface DraftIdentifier {
  readonly type: string;
  readonly value: string;
}

export interface DraftParty {
  readonly role: string;
  readonly name: string;
  readonly identifiers: readonly DraftIdentifier[];
}

/** A touchpoint as it stands in the form: text throughout, empty where nothing was entered. */
export interface Draft {
  /** Made once per form, so that sending the same form twice records one touchpoint. */
  readonly externalId: string;
  readonly kind: string;
  readonly channel: string;
  readonly direction: string;
  readonly department: string;
  readonly handledBy: string;
  /** As in a `datetime-local` field. */
  readonly occurredAt: string;
  readonly parties: readonly DraftParty[];
  readonly subject: string;
  readonly content: string;
  /** Comma-separated. */
  readonly topics: string;
  readonly outcome: string;
  readonly amount: string;
  readonly currency: string;
  readonly caseRef: string;
  readonly caseStatus: string;
  readonly details: Readonly<Record<string, string>>;
}

/** The body of `POST /api/v1/touchpoints`: what was left empty is left out. The server judges whether it is complete. */
export function touchpointOf(draft: Draft, schema: DetailsSchema | undefined): Readonly<Record<string, unknown>> {
  const { externalId, kind, channel, direction, department } = draft;
  const details = detailsOf(draft.details, schema);
  return filled({
    source: 'desk',
    externalId,
    occurredAt: localToRfc3339(draft.occurredAt),
    kind,
    channel,
    direction,
    department,
    handledBy: draft.handledBy.trim(),
    parties: draft.parties.map(({ role, name, identifiers }) =>
      filled({
        role: role.trim(),
        name: name.trim(),
        identifiers: identifiers.map(({ type, value }) => ({ type, value: value.trim() })).filter(({ value }) => value !== ''),
      }),
    ),
    subject: draft.subject.trim(),
    content: draft.content.trim(),
    topics: listOf(draft.topics),
    outcome: draft.outcome.trim(),
    amount:
      draft.amount.trim() === '' ? undefined : { value: draft.amount.trim(), currency: draft.currency.trim().toUpperCase() },
    case: draft.caseRef.trim() === '' ? undefined : { ref: draft.caseRef.trim(), status: draft.caseStatus },
    details: Object.keys(details).length > 0 ? details : undefined,
  });
}

/** Details as their schema wants them. A text that does not fit its type is sent as it is, for the server to name. */
function detailsOf(entered: Draft['details'], schema: DetailsSchema | undefined): Readonly<Record<string, unknown>> {
  const known = Object.entries(schema?.properties ?? {});
  return Object.fromEntries(
    known.flatMap(([name, property]) => {
      const text = entered[name]?.trim() ?? '';
      return text === '' ? [] : [[name, detailValue(text, property)]];
    }),
  );
}

function detailValue(text: string, schema: DetailSchema): unknown {
  const fromList = schema.enum?.find((value) => String(value) === text);
  if (fromList !== undefined) return fromList;
  switch (typeOf(schema)) {
    case 'number':
    case 'integer':
      return Number.isNaN(Number(text)) ? text : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
      return schema.items === undefined || ['string', 'number', 'integer'].includes(typeOf(schema.items))
        ? listOf(text).map((entry) => (schema.items === undefined ? entry : detailValue(entry, schema.items)))
        : jsonOr(text);
    case 'object':
      return jsonOr(text);
    default:
      return text;
  }
}

/** The first type that is not null; string where the schema names none. */
export function typeOf({ type }: DetailSchema): string {
  if (typeof type === 'string') return type;
  return type?.find((one) => one !== 'null') ?? 'string';
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const isEmpty = (value: unknown): boolean => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function filled(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => !isEmpty(value)));
}
