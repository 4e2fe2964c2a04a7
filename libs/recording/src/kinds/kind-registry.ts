import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { CODE_PATTERN } from '#platform';
import { BUILT_IN_KINDS } from './built-in-kinds.js';
import type { DetailsSchema, Kind } from './kind.js';

/** A company's file of kinds cannot be used. The message says where and why. */
export class InvalidKindsError extends Error {
  readonly code = 'invalid-kinds';
}

export interface DetailsProblem {
  readonly field: string;
  readonly problem: string;
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** The kinds this company records, with the check of their details. */
export class KindRegistry {
  readonly #kinds: ReadonlyMap<string, Kind>;
  /** Names of the details that stand in clear, by kind. */
  readonly #clear: ReadonlyMap<string, ReadonlySet<string>>;
  /** Compiled when details are first checked: whoever only projects or looks up does without. */
  #validators: ReadonlyMap<string, ValidateFunction> | undefined;

  constructor(kinds: readonly Kind[] = BUILT_IN_KINDS) {
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    this.#clear = new Map(
      kinds.map(({ kind, details: { properties = {} } }) => {
        const clear = Object.entries(properties).filter(([, schema]) => schema['x-clear'] === true);
        return [kind, new Set(clear.map(([name]) => name))];
      }),
    );
  }

  /**
   * The built-in kinds and a company's own: YAML `kinds: [{ kind, label, channels, details }]`.
   * @throws InvalidKindsError
   */
  static withCompanyKinds(yaml: string): KindRegistry {
    let file: unknown;
    try {
      file = parse(yaml);
    } catch (error) {
      throw new InvalidKindsError(
        `The file of kinds is no valid YAML: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    const listed = typeof file === 'object' && file !== null && 'kinds' in file ? file.kinds : undefined;
    if (!Array.isArray(listed)) throw new InvalidKindsError('The file of kinds must hold a list named "kinds".');
    const known = new Set(BUILT_IN_KINDS.map(({ kind }) => kind));
    const own = listed.map((entry: unknown, index) => companyKind(entry, index, known));
    const registry = new KindRegistry([...BUILT_IN_KINDS, ...own]);
    registry.#validators = compile(registry.kinds);
    return registry;
  }

  get kinds(): readonly Kind[] {
    return [...this.#kinds.values()];
  }

  has(kind: string): boolean {
    return this.#kinds.has(kind);
  }

  /** What is wrong with the details of a touchpoint of this kind; empty when they are as they should be. */
  problems(kind: string, details: Readonly<Record<string, unknown>> | undefined): readonly DetailsProblem[] {
    this.#validators ??= compile(this.kinds);
    const validate = this.#validators.get(kind);
    if (!validate) {
      return [
        {
          field: 'kind',
          problem: `is not one of ${[...this.#kinds.keys()].join(', ')}; kinds of your own go into the file named by TOUCHSTONE_KINDS`,
        },
      ];
    }
    return validate(details ?? {}) ? [] : (validate.errors ?? []).map(detailsProblem);
  }

  /** Splits details into what stands in clear and what is sealed. */
  split(
    kind: string,
    details: Readonly<Record<string, unknown>>,
  ): { clear?: Record<string, unknown>; sealed?: Record<string, unknown> } {
    const clearNames = this.#clear.get(kind) ?? new Set();
    const clear: Record<string, unknown> = {};
    const sealed: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(details)) (clearNames.has(name) ? clear : sealed)[name] = value;
    return {
      ...(Object.keys(clear).length > 0 ? { clear } : {}),
      ...(Object.keys(sealed).length > 0 ? { sealed } : {}),
    };
  }
}

/** @throws InvalidKindsError for details that are no JSON Schema */
function compile(kinds: readonly Kind[]): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, keywords: ['x-clear'] });
  return new Map(
    kinds.map(({ kind, details }) => {
      try {
        return [kind, ajv.compile(details)];
      } catch (error) {
        throw new InvalidKindsError(
          `The details of kind "${kind}" are no valid JSON Schema: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }),
  );
}

function companyKind(entry: unknown, index: number, known: Set<string>): Kind {
  const where = `kinds[${index}]`;
  if (typeof entry !== 'object' || entry === null) throw new InvalidKindsError(`${where} must be an object.`);
  const { kind, label, channels, details } = entry as Partial<Record<keyof Kind, unknown>>;
  if (typeof kind !== 'string' || !NAME.test(kind))
    throw new InvalidKindsError(`${where}.kind must be lower-case letters, digits and hyphens.`);
  if (known.has(kind)) throw new InvalidKindsError(`${where}.kind "${kind}" exists already.`);
  known.add(kind);
  const schema = (details ?? {}) as Partial<DetailsSchema>;
  return {
    kind,
    label: typeof label === 'string' ? label : kind,
    channels: Array.isArray(channels) ? channels.map(String) : [],
    details: { additionalProperties: false, ...schema, type: 'object' },
  };
}

function detailsProblem(error: ErrorObject): DetailsProblem {
  const path = error.instancePath.replaceAll(/\/(\d+)/g, '[$1]').replaceAll('/', '.');
  const field = `details${path}`;
  if (error.keyword === 'additionalProperties') {
    return { field: `${field}.${String(error.params['additionalProperty'])}`, problem: 'is not known for this kind' };
  }
  if (error.keyword === 'required')
    return { field: `${field}.${String(error.params['missingProperty'])}`, problem: 'is missing' };
  if (error.keyword === 'enum')
    return { field, problem: `must be one of ${(error.params['allowedValues'] as unknown[]).join(', ')}` };
  if (error.keyword === 'pattern' && error.params['pattern'] === CODE_PATTERN)
    return { field, problem: 'must not be blank, nor hold control characters or marks of text direction' };
  return { field, problem: error.message ?? 'is not valid' };
}
