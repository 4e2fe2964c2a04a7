import type { paths } from './schema.js';

declare const IN_THE_DOCUMENT: unique symbol;

export type Path = keyof paths;
export type Method = 'get' | 'post' | 'delete';

/** An address of the API, made by `address` of this path. */
export type Address<P extends Path = Path> = string & { readonly [IN_THE_DOCUMENT]: P };

/** The paths that have a method. */
export type PathOf<M extends Method> = { [P in Path]: paths[P][M] extends object ? P : never }[Path];

type Operation<P extends Path> = NonNullable<paths[P][Method]>;
type InPath<P extends Path> = Exclude<Operation<P>['parameters']['path'], undefined>;
type InQuery<P extends Path> = Exclude<Operation<P>['parameters']['query'], undefined>;

type Value = string | number | readonly string[];
type Parameters<P extends Path> = ([InPath<P>] extends [never] ? unknown : Readonly<InPath<P>>) &
  ([InQuery<P>] extends [never]
    ? unknown
    : { readonly [Name in keyof InQuery<P>]?: InQuery<P>[Name] | number | readonly string[] });

type Done = 200 | 201 | 202 | 204;
type Answered<Response> = Response extends { content: { 'application/json': infer Answer } } ? Answer : void;

/** What a path answers with where it does what it was asked for. */
export type AnswerOf<P extends Path, M extends Method = 'get'> = paths[P][M] extends { responses: infer Responses }
  ? { [Status in keyof Responses & Done]: Answered<Responses[Status]> }[keyof Responses & Done]
  : never;

/** What a path takes as its JSON body. */
export type BodyOf<P extends Path> =
  Operation<P> extends { requestBody?: { content: { 'application/json': infer Body } } } ? Body : never;

/**
 * The address of a path as the API's description has it, with its parameters: those in the path, the others as a query.
 * Values that are undefined or empty are left out of the query; lists are comma-separated.
 * @example
 * address('/api/v1/customers/{id}/timeline', { id, limit: 50 })
 */
export function address<P extends Path>(
  path: P,
  ...[parameters]: [InPath<P>] extends [never] ? [parameters?: Parameters<P>] : [parameters: Parameters<P>]
): Address<P> {
  const search = new URLSearchParams();
  let written: string = path;
  for (const [name, value] of Object.entries<Value | undefined>(parameters ?? {})) {
    const text = textOf(value);
    const place = `{${name}}`;
    if (written.includes(place)) written = written.replace(place, () => encodeURIComponent(text));
    else if (text !== '') search.set(name, text);
  }
  const query = search.toString();
  // Made of a path that the description has.
  return (query === '' ? written : `${written}?${query}`) as Address<P>;
}

function textOf(value: Value | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? value.join(',') : String(value);
}
