/** What the test reads of JSON Schema and of an OpenAPI document. */
export interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minimum?: number;
}

export interface ApiDocument {
  readonly info: { readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** The place of a field in a body: `['parties', 0, 'role']`. */
export type Path = readonly (string | number)[];

/** Follows references; the only part of an `allOf` is what it stands for. */
export function resolved(schema: Schema, { components }: ApiDocument): Schema {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return ref === undefined ? schema : (components.schemas[ref.split('/').at(-1) ?? ''] ?? schema);
}

/** The places of all fields of a body, of the first item of lists, and of lists and objects as such. */
export function fieldsOf(schema: Schema, document: ApiDocument, at: Path = []): Path[] {
  const { properties, items } = resolved(schema, document);
  const own = at.length === 0 ? [] : [at];
  if (items) return [...own, ...fieldsOf(items, document, [...at, 0])];
  const members = Object.entries(properties ?? {});
  return [...own, ...members.flatMap(([name, member]) => fieldsOf(member, document, [...at, name]))];
}

/** A body as the examples say, whole. */
export function exampleOf(schema: Schema, document: ApiDocument): unknown {
  const { examples = [], example = examples[0], enum: choices, properties, items, type, minimum } = resolved(schema, document);
  if (example !== undefined) return example;
  if (choices) return choices[0];
  if (items) return [exampleOf(items, document)];
  if (properties)
    return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, exampleOf(member, document)]));
  if (type === 'object') return {};
  if (type === 'array') return [];
  if (type === 'boolean') return true;
  return type === 'integer' || type === 'number' ? (minimum ?? 1) : 'text';
}

/** `parties[0].role`, as problems name it. */
export function fieldName(path: Path): string {
  return path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : name === '' ? step : `${name}.${step}`),
    '',
  );
}
