import { getMetadataStorage } from 'class-validator';
import { type Class, type ClassField, fieldsOf } from './class-fields.js';

/** Returns whether a value is certainly valid. `false` means invalid or undecided. */
type Check = (object: Record<string, unknown>, value: unknown) => boolean;

interface PropertyCheck {
  readonly name: string;
  /** All must hold for the property to be checked at all (`@IsOptional`, `@ValidateIf`). */
  readonly conditions: readonly Check[];
  readonly checks: readonly Check[];
}

type ObjectCheck = (instance: object) => boolean;

const compiled = new WeakMap<Class, ObjectCheck>();

/**
 * A check of instances of `cls`, made once from its class-validator decorators, that answers `true` only where
 * `validateSync(instance, { whitelist: true, forbidNonWhitelisted: true })` would find no error. It runs the same
 * constraints, about ten times faster, because the metadata are grouped and filtered once and not for each object. After
 * `false`, class-validator decides and words the problems. Undecided by design: asynchronous constraints, promises, sets and
 * maps, nested values that are no instance of the class given by `@Type`.
 */
export function compiledValidator(cls: Class): ObjectCheck {
  const known = compiled.get(cls);
  if (known) return known;
  // Registered before it is compiled, so that classes may nest each other.
  let check: ObjectCheck | undefined;
  compiled.set(cls, (instance) => check?.(instance) ?? false);
  check = compile(cls);
  compiled.set(cls, check);
  return check;
}

function compile(cls: Class): ObjectCheck {
  const fields = fieldsOf(cls);
  if (fields.length === 0) return () => false;
  const names = new Set(fields.map((field) => field.name));
  const properties = fields.map((field) => propertyCheck(cls, field));
  return (instance) => {
    if (instance.constructor !== cls) return false;
    const object = instance as Record<string, unknown>;
    for (const name of Object.keys(object)) {
      if (!names.has(name)) return false;
    }
    for (const property of properties) {
      if (!holds(property, object)) return false;
    }
    return true;
  };
}

function holds({ name, conditions, checks }: PropertyCheck, object: Record<string, unknown>): boolean {
  const value = object[name];
  for (const condition of conditions) {
    if (!condition(object, value)) return true;
  }
  for (const check of checks) {
    if (!check(object, value)) return false;
  }
  return true;
}

function propertyCheck(cls: Class, field: ClassField): PropertyCheck {
  const conditions: Check[] = [];
  const checks: Check[] = [];
  for (const rule of field.rules) {
    switch (rule.type) {
      case 'whitelistValidation':
        break;
      case 'conditionalValidation':
        conditions.push(rule.constraints[0] as Check);
        break;
      case 'nestedValidation':
        checks.push(nestedCheck(field));
        break;
      case 'isDefined':
      case 'customValidation':
        checks.push(constraintCheck(cls, rule));
        break;
      default:
        checks.push(() => false);
    }
  }
  return { name: field.name, conditions, checks };
}

function nestedCheck({ type }: ClassField): Check {
  if (type === undefined || type === Number || type === String) return (_object, value) => value === undefined;
  const check = compiledValidator(type as Class);
  const valid = (value: unknown) => typeof value === 'object' && value !== null && check(value);
  return (_object, value) => {
    if (!Array.isArray(value)) return value === undefined || valid(value);
    for (const item of value) {
      if (!valid(item)) return false;
    }
    return true;
  };
}

function constraintCheck(cls: Class, rule: ClassField['rules'][number]): Check {
  const constraints = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  const [validator, ...others] = constraints.map((constraint) => constraint.instance);
  if (validator === undefined) return () => true;
  if (others.length > 0 || constraints.some((constraint) => constraint.async)) return () => false;
  const targetName = cls.name;
  const { propertyName: property, validateIf } = rule;
  const parameters: unknown[] = rule.constraints;
  const one: Check = (object, value) =>
    validator.validate(value, { targetName, property, object, value, constraints: parameters }) === true;
  const each: Check = (object, value) => {
    if (!Array.isArray(value)) return !(value instanceof Set) && !(value instanceof Map) && one(object, value);
    const args = { targetName, property, object, value, constraints: parameters };
    for (const item of value) {
      if (validator.validate(item, args) !== true) return false;
    }
    return true;
  };
  const check = rule.each ? each : one;
  return validateIf ? (object, value) => !validateIf(object, value) || check(object, value) : check;
}
