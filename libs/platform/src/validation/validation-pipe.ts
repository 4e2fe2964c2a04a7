import { type PipeTransform, type ArgumentMetadata, Injectable } from '@nestjs/common';
import { type Class, fieldsOf } from './class-fields.js';
import { validate } from './validate.js';

/**
 * Validates what a handler declares with a decorated class, be it body, query or parameters; leaves the rest (streams,
 * plain strings) alone. Use it as a global pipe.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  readonly #decorated = new WeakMap<object, boolean>();

  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined) return value;
    let decorated = this.#decorated.get(metatype);
    if (decorated === undefined) this.#decorated.set(metatype, (decorated = fieldsOf(metatype as Class).length > 0));
    return decorated ? validate(metatype as Class, value) : value;
  }
}
