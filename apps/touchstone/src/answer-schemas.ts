import { join } from 'node:path';
import {
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  type Schema,
  SchemaGenerator,
} from 'ts-json-schema-generator';
import ts from 'typescript';

/** What the API answers with: see `libs/serving/src/describe-answers.ts`. */
interface Answers {
  /** The name of the answer's schema, by the id of the operation. */
  readonly operations: Record<string, string>;
  readonly schemas: Record<string, object>;
}

const HANDLES = /^@(?:Get|Post|Put|Patch|Delete)\(/;
/** What is no JSON: nothing, text, or sent by the handler itself. */
const NO_JSON = new Set(['void', 'string', 'FastifyReply']);

/**
 * Reads what every handler of every controller says it answers with, and makes JSON Schemas of these types.
 * @param root the repository's folder
 * @throws Error where a type has no exported name, or the name of another one
 */
export function answerSchemas(root: string): Answers {
  const config = {
    ...DEFAULT_CONFIG,
    path: join(root, 'libs/*/src/**/*.controller.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    skipTypeCheck: true,
    additionalProperties: true,
    encodeRefs: false,
  };
  const program = createProgram(config);
  const generator = new SchemaGenerator(program, createParser(program, config), createFormatter(config), config);
  const operations: Record<string, string> = {};
  const definitions: Record<string, NonNullable<Schema['definitions']>[string]> = {};
  const add = ({ definitions: made = {} }: Schema): void => {
    for (const [name, definition] of Object.entries(made)) {
      if (!/^\w+$/.test(name)) throw new Error(`${name} is part of an answer: give that type an exported name.`);
      const before = (definitions[name] ??= definition);
      if (JSON.stringify(before) !== JSON.stringify(definition))
        throw new Error(`Two types in answers are called ${name}: give one of them another name.`);
    }
  };

  for (const { id, answer } of program.getRootFileNames().flatMap((file) => handlersOf(program.getSourceFile(file)))) {
    if (NO_JSON.has(answer.getText())) continue;
    const schema = generator.createSchemaFromNodes([answer]);
    const name = /^#\/definitions\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
    if (name === undefined) throw new Error(`${id} answers with ${answer.getText()}: give that type an exported name.`);
    if (operations[id] !== undefined) throw new Error(`There are two handlers ${id}: name one of the controllers otherwise.`);
    operations[id] = name;
    add(schema);
  }
  add(generator.createSchema('ProblemDetails'));
  const text = JSON.stringify({ operations: sorted(operations), schemas: sorted(definitions) });
  return JSON.parse(text.replaceAll('"#/definitions/', '"#/components/schemas/')) as Answers;
}

/** The handlers in a file, by the ids that the API's description gives them, with the types that they answer with. */
function handlersOf(file: ts.SourceFile | undefined): { readonly id: string; readonly answer: ts.TypeNode }[] {
  return [...(file?.statements ?? [])].filter(ts.isClassDeclaration).flatMap(({ name, members }) =>
    members.filter(ts.isMethodDeclaration).flatMap((method) => {
      if (!(ts.getDecorators(method) ?? []).some((decorator) => HANDLES.test(decorator.getText()))) return [];
      const id = `${name?.text.replace('Controller', '')}_${method.name.getText()}`;
      if (!method.type) throw new Error(`${id} does not say what it answers with.`);
      return [{ id, answer: withoutPromise(method.type) }];
    }),
  );
}

function withoutPromise(type: ts.TypeNode): ts.TypeNode {
  const isPromise = ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Promise';
  return (isPromise ? type.typeArguments?.[0] : undefined) ?? type;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
