import type { OpenAPIObject } from '@nestjs/swagger';
import answers from './answers.json';

/** What `npm run generate` knows of the answers: the schema that each operation answers with, and all schemas. */
interface Answers {
  readonly operations: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, object>>;
}
interface Operation {
  readonly operationId?: string;
  readonly responses: Record<string, { content?: object; readonly $ref?: string }>;
}

const { operations, schemas }: Answers = answers;
const PROBLEM = 'ProblemDetails';
const NO_CONTENT = '204';

/**
 * Says in the API's description what each route answers with: the schemas that were made of the types in the code, and problem
 * details for everything else. Only those are added that the routes of this program need.
 */
export function describeAnswers(document: OpenAPIObject): OpenAPIObject {
  const used = new Set<string>();
  addReachable(PROBLEM, used);
  for (const { operationId = '', responses } of operationsOf(document)) {
    const schema = operations[operationId];
    if (schema !== undefined) addReachable(schema, used);
    for (const [status, response] of Object.entries(responses)) {
      if (!status.startsWith('2')) response.content ??= PROBLEM_CONTENT;
      else if (schema !== undefined && status !== NO_CONTENT) response.content ??= { 'application/json': referenceTo(schema) };
    }
    responses['default'] ??= { $ref: '#/components/responses/Problem' };
  }
  const components = (document.components ??= {});
  const added = [...used].toSorted().map((name) => [name, schemas[name] ?? {}]);
  components.schemas = { ...components.schemas, ...Object.fromEntries(added) };
  components.responses = {
    ...components.responses,
    Problem: { description: 'Why it was not done (RFC 9457). `code` is stable, for programs.', content: PROBLEM_CONTENT },
  };
  return document;
}

function operationsOf({ paths }: OpenAPIObject): readonly Operation[] {
  return Object.values(paths).flatMap((path) => Object.values(path) as Operation[]);
}

const referenceTo = (schema: string) => ({ schema: { $ref: `#/components/schemas/${schema}` } });
const PROBLEM_CONTENT = { 'application/problem+json': referenceTo(PROBLEM) };

function addReachable(name: string, used: Set<string>): void {
  if (used.has(name)) return;
  used.add(name);
  for (const [, next = ''] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    addReachable(next, used);
}
