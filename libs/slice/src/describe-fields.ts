import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { shapesOf } from '#platform';
import { DOCUMENTED } from './documented.js';

/**
 * Hands the descriptions of all inputs that were loaded so far to Nest, each with the shape that its validation says. To be
 * called before the API is described.
 */
export function describeFields(): void {
  for (const { of, field, options } of DOCUMENTED.splice(0)) {
    const shape = shapesOf(of.constructor as new () => object).get(String(field)) ?? {};
    // A list of texts is described whole by its shape; `[String]` would say again that its items are texts, and no more.
    const { type, ...others } = options;
    const described = { ...shape, ...others, ...(type === undefined || 'items' in shape ? {} : { type }) };
    ApiProperty(described as ApiPropertyOptions)(of, field);
  }
}
