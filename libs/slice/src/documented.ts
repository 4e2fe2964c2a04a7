import type { ApiPropertyOptions } from '@nestjs/swagger';

/** A field of an input with its description, in the order of the fields. */
interface DocumentedField {
  readonly of: object;
  readonly field: string | symbol;
  readonly options: ApiPropertyOptions;
}

/** Every field that was described so far. */
export const DOCUMENTED: DocumentedField[] = [];

/**
 * Describes a field where it is declared, as `@ApiProperty` does. It is only noted here; `describeFields` hands it to Nest.
 * So threads and command line, which read inputs and describe no API, do not load Nest: half a second each.
 */
export function Documented(options: ApiPropertyOptions = {}): PropertyDecorator {
  return (of, field) => void DOCUMENTED.push({ of, field, options });
}

/** The same for a field that may be left out. */
export function DocumentedOptional(options: ApiPropertyOptions = {}): PropertyDecorator {
  return Documented({ ...options, required: false } as ApiPropertyOptions);
}
