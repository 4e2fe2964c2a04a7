import type { ApiPropertyOptions } from '@nestjs/swagger';

/** What a field of a touchpoint is described with, in the order of the fields. */
export const DOCUMENTED: { readonly of: object; readonly field: string | symbol; readonly options: ApiPropertyOptions }[] = [];

/**
 * Describes a field where it is declared, as `@ApiProperty` does. It is only noted here; `http/describe-fields` hands it to
 * Nest. So threads and command line, which read touchpoints and describe no API, do not load Nest: half a second each.
 */
export function Documented(options: ApiPropertyOptions = {}): PropertyDecorator {
  return (of, field) => void DOCUMENTED.push({ of, field, options });
}

/** The same for a field that may be left out. */
export function DocumentedOptional(options: ApiPropertyOptions = {}): PropertyDecorator {
  return Documented({ ...options, required: false } as ApiPropertyOptions);
}
