import { ApiProperty } from '@nestjs/swagger';
import { DOCUMENTED } from './documented.js';

/** Hands the descriptions of all inputs that were loaded so far to Nest. To be called before the API is described. */
export function describeFields(): void {
  for (const { of, field, options } of DOCUMENTED.splice(0)) ApiProperty(options)(of, field);
}
