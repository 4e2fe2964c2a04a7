import { type FieldProblem, wordsFor } from '#desk/text';
import type { QuarantinedItem } from '#vault';

export interface RefusedWords {
  /** Who sent it and as what, or the file and record that it was imported from. */
  readonly from: string;
  /** The first thing that is wrong. */
  readonly wrong: string;
  /** What kind of trouble it is, in a word or two. */
  readonly trouble: string;
  /** An import made no touchpoint of it: the body is the record of a file. */
  readonly unmapped: boolean;
}

const TROUBLES: Readonly<Record<string, string>> = {
  malformed: 'Not readable',
  invalid: 'Not valid',
  conflict: 'Recorded otherwise',
  'append-too-large': 'Too large',
  unavailable: 'Not available',
};

/** A refused touchpoint in the words of a list. */
export function describeRefused({ source, problem, body }: QuarantinedItem): RefusedWords {
  const sent = fieldsOf(parsed(body));
  const record = fieldsOf(sent['unmapped']);
  const unmapped = sent['unmapped'] !== undefined;
  const file = textOf(record['file']) ?? 'a file';
  const number = typeof record['record'] === 'number' ? `, record ${record['record'].toLocaleString()}` : '';
  const sender = textOf(source) ?? textOf(sent['source']) ?? 'sender not known';
  return {
    from: unmapped ? `${file}${number}` : [sender, textOf(sent['externalId'])].filter((part) => part !== undefined).join(', '),
    wrong: (unmapped ? textOf(record['problem']) : undefined) ?? firstOf(problem),
    trouble: unmapped ? 'Not mapped' : (TROUBLES[problem.code] ?? wordsFor(problem.code)),
    unmapped,
  };
}

/** One thing that is wrong with a field, so that the two read as a sentence: `amount.value` and `must be a decimal number`. */
export function fieldSentence({
  field,
  problem,
}: Pick<FieldProblem, 'field' | 'problem'>): readonly [field: string, problem: string] {
  const last = field.split('.').at(-1) ?? '';
  if (last !== '' && problem.startsWith(`${last} `)) return [field, problem.slice(last.length + 1)];
  return [field === '' || /^(is|has|differs) /.test(problem) ? field : `${field}:`, problem];
}

function firstOf({ code, detail, errors = [] }: QuarantinedItem['problem']): string {
  const [first, ...others] = errors;
  if (code !== 'invalid' || first === undefined) return detail;
  return `${fieldSentence(first).join(' ')}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
