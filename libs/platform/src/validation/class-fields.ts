import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';

/** A class without constructor arguments, described by class-validator's decorators. */
export type Class<T extends object = object> = new () => T;

type FieldMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** The decorators of one property. */
export interface ClassField {
  readonly name: string;
  /** class-validator's, in its order; `@Allow` among them. */
  readonly rules: readonly FieldMetadata[];
  /** `@Type(() => X)` of class-transformer. */
  readonly type?: Class | typeof Number | typeof String;
  /** `@Transform`, a discriminator or a type that only class-transformer itself can apply. */
  readonly transformed: boolean;
}

/** The decorated properties of a class, inherited ones included. The decorators are the only source of truth. */
export function fieldsOf(cls: Class): readonly ClassField[] {
  const byName = new Map<string, FieldMetadata[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(cls, cls.name, false, false)) {
    const rules = byName.get(rule.propertyName);
    if (rules) rules.push(rule);
    else byName.set(rule.propertyName, [rule]);
  }
  return [...byName].map(([name, rules]) => {
    const metadata = defaultMetadataStorage.findTypeMetadata(cls, name);
    const type = metadata?.typeFunction();
    const plainType = type === undefined || type === Number || type === String || isOwnClass(type);
    const transformed =
      !plainType ||
      metadata?.options?.discriminator !== undefined ||
      defaultMetadataStorage.findTransformMetadatas(cls, name, 0).length > 0;
    return { name, rules, transformed, type: plainType ? (type as ClassField['type']) : undefined };
  });
}

/** Whether `@Expose` or `@Exclude` rename or hide properties of the class. */
export function isReshaped(cls: Class): boolean {
  return (
    defaultMetadataStorage.getExposedMetadatas(cls).length > 0 || defaultMetadataStorage.getExcludedMetadatas(cls).length > 0
  );
}

function isOwnClass(type: unknown): type is Class {
  return (
    typeof type === 'function' && ![Boolean, Date, Object, Array, Map, Set, Promise, Buffer].some((builtIn) => builtIn === type)
  );
}
