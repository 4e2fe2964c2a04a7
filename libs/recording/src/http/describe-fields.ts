import { ApiProperty } from '@nestjs/swagger';
import { DOCUMENTED } from '../documented.js';
import { TouchpointBody } from '../touchpoint-input.js';

for (const { of, field, options } of DOCUMENTED) ApiProperty(options)(of, field);

/** The touchpoint, with its fields described for the API. */
export { TouchpointBody };
