import { type Class, type ClassField, fieldsOf } from './class-fields.js';
import { Shape } from './constraints.js';

type Schema = Readonly<Record<string, unknown>>;

/** The shape of each property of a class in JSON Schema, as class-validator's decorators say it, by name. */
export function shapesOf(cls: Class): ReadonlyMap<string, Schema> {
  return new Map(fieldsOf(cls).map((field) => [field.name, shapeOf(field)]));
}

function shapeOf({ rules }: ClassField): Schema {
  const whole = rules.filter(({ each }) => !each);
  const items = Object.assign({}, ...rules.filter(({ each }) => each).map(schemaOf)) as Schema;
  const shape = Object.assign({}, ...whole.map(schemaOf)) as Schema;
  return Object.keys(items).length === 0 ? shape : { ...shape, type: 'array', items };
}

/** What one of class-validator's constraints, or of ours, says. */
function schemaOf({ name, constraints }: ClassField['rules'][number]): Schema {
  const [bound] = (constraints as readonly unknown[] | undefined) ?? [];
  if (bound instanceof Shape) return bound.schema;
  switch (name) {
    case 'isString':
      return { type: 'string' };
    case 'isNotEmpty':
      return { minLength: 1 };
    case 'minLength':
      return { minLength: bound };
    case 'maxLength':
      return { maxLength: bound };
    case 'arrayMinSize':
      return { minItems: bound };
    case 'arrayMaxSize':
      return { maxItems: bound };
    case 'min':
      return { minimum: bound };
    case 'max':
      return { maximum: bound };
    case 'isUuid':
      return { format: 'uuid' };
    case 'isNumberString':
      return { pattern: String.raw`^\d+$` };
    case 'isIn':
      return { enum: bound };
    case 'matches':
      return bound instanceof RegExp ? { pattern: bound.source } : {};
    default:
      return {};
  }
}
