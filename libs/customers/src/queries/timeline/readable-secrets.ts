import type { PartySecrets } from '#events';

/** What can be shown of a party's section, and what stands there that cannot. */
export interface ReadableSecrets {
  readonly secrets: Pick<PartySecrets, 'subject' | 'content' | 'caseRef' | 'details'>;
  /** Fields that hold something else than they should. A null is no such: it says that there is nothing. */
  readonly unreadable: readonly string[];
}

/**
 * What can be shown of a section, whatever an earlier version sealed in it. (That it was sealed as a party's section its
 * authenticated context says, and no more.)
 */
export function readableSecrets(content: unknown): ReadableSecrets {
  if (!isFields(content)) return { secrets: {}, unreadable: ['section'] };
  const unreadable: string[] = [];
  const read = <T>(field: keyof PartySecrets, is: (value: unknown) => value is T): T | undefined => {
    const value = content[field] ?? undefined;
    if (value === undefined || is(value)) return value;
    unreadable.push(field);
    return undefined;
  };
  const subject = read('subject', isText);
  const text = read('content', isText);
  const caseRef = read('caseRef', isText);
  const details = read('details', isFields);
  return {
    secrets: {
      ...(subject === undefined ? {} : { subject }),
      ...(text === undefined ? {} : { content: text }),
      ...(caseRef === undefined ? {} : { caseRef }),
      ...(details === undefined ? {} : { details }),
    },
    unreadable,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
