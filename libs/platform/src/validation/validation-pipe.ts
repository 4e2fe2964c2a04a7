import { type PipeTransform, type ArgumentMetadata, Injectable } from '@nestjs/common';
import { type Class, fieldsOf } from './class-fields.js';
import { InvalidError, validate } from './validate.js';

/**
 * Validates what a handler declares with a decorated class, be it body, query or parameters; leaves the rest (streams,
 * plain strings) alone. A NUL in a query or a path is refused whatever declares it: no store can look for one. Use it as a
 * global pipe.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  readonly #decorated = new WeakMap<object, boolean>();

  transform(value: unknown, { metatype, type, data }: ArgumentMetadata): unknown {
    if (type === 'query' || type === 'param') refuseNul(value, data);
    if (type === 'custom' || metatype === undefined) return value;
    let decorated = this.#decorated.get(metatype);
    if (decorated === undefined) this.#decorated.set(metatype, (decorated = fieldsOf(metatype as Class).length > 0));
    return decorated ? validate(metatype as Class, value) : value;
  }
}

/** @throws InvalidError naming the parameter. `name`: where `value` is one parameter and not all of them. */
function refuseNul(value: unknown, name = ''): void {
  const parameters = typeof value === 'object' && value !== null ? Object.entries(value) : [[name, value] as const];
  const [field] = parameters.find(([, text]) => typeof text === 'string' && text.includes('\0')) ?? [];
  if (field !== undefined) throw new InvalidError([{ field, problem: 'holds a NUL character (U+0000)', remedy: 'Remove it.' }]);
}
