import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { CustomerCard, FoundCustomers } from '#customers';
import { DEMO_DEFAULTS, generateDemo } from '#demo';
import { sendRefused } from './desk-company.js';
import { startServer, temporaryFolder, type TestServer } from './server.js';

const COMPANY = { ...DEMO_DEFAULTS, people: 150, touchpoints: 3000 };
/** Customers who are looked at. */
const LOOKED_AT = 40;

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, object>> }>>;
}

const folder = temporaryFolder();
let server: TestServer;
let document: Described;
let ajv: Ajv2020;

beforeAll(async () => {
  server = await startServer(`${folder.path}/data`);
  document = (await server.call<Described>('GET', '/openapi.json')).body;
  ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  ajv.addKeyword('components').addSchema({ $id: 'document', components: closed(document.components) });
  const lines = [...generateDemo(COMPANY)].map(({ touchpoint }) => JSON.stringify(touchpoint)).join('\n');
  const { body } = await server.call<string>('POST', '/touchpoints/batch', lines, { 'content-type': 'application/x-ndjson' });
  const position = /"position":"(\d+)"/.exec(body.trim().split('\n').at(-1) ?? '')?.[1];
  await server.call('GET', `/customers?q=nobody&after=${position}`);
  await sendRefused(server, 3);
}, 120_000);
afterAll(async () => {
  await server.stop();
  folder.remove();
});

/** The same schemas, where a field that is not in them is an error, too. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const each = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isClosed = 'properties' in each && !('additionalProperties' in each) && each['type'] === 'object';
  return (isClosed ? { ...each, additionalProperties: false } : each) as T;
}

function validator(reference: string): ValidateFunction {
  const validate = ajv.getSchema(`document${reference}`);
  if (!validate) throw new Error(`There is no ${reference} in the document.`);
  return validate;
}

/** Asks, and holds the answer against what the document says of it. */
async function asDescribed<Answer = unknown>(method: string, path: string, url: string, body?: unknown): Promise<Answer> {
  const answer = await server.call<Answer>(method, url, body);
  const response = document.paths[path]?.[method.toLowerCase()]?.responses[answer.status];
  const { schema } = (response?.content?.['application/json'] ?? {}) as { schema?: { $ref: string } };
  if (!schema) throw new Error(`The document has no schema of what ${method} ${path} answered with (${answer.status}).`);
  const validate = validator(schema.$ref);
  validate(answer.body);
  expect([url, validate.errors ?? []]).toEqual([url, []]);
  return answer.body;
}

/** The paths that are read as JSON. */
const readPaths = (): readonly string[] =>
  Object.entries(document.paths).flatMap(([path, { get }]) =>
    Object.values(get?.responses ?? {}).some(({ content }) => content?.['application/json']) ? [path] : [],
  );

/** With what a path is asked, besides as it is; where it cannot be asked without, the path alone is left out. */
const QUERIES: Readonly<Record<string, (card: CustomerCard) => readonly string[]>> = {
  '/api/v1/customers': ({ identifiers: [first] }) => [
    `?q=${encodeURIComponent(first?.value ?? '')}`,
    `?q=${encodeURIComponent(first?.value ?? '')}&open=true`,
  ],
  '/api/v1/customers/{id}': () => ['', `?knownAt=${new Date().toISOString()}`],
  '/api/v1/customers/{id}/why': ({ identifiers }) => [`?a=${identifiers[0]?.handle}&b=${identifiers.at(-1)?.handle}`],
  '/api/v1/identity/review': () => ['', '?limit=100'],
};

describe('Answers of the API', () => {
  it('are as its description says, whatever route is read', async () => {
    const ids = new Set<string>();
    for (const name of ['anna', 'smith', 'jones', '@example', '020', 'maria', '07']) {
      const { body } = await server.call<FoundCustomers>('GET', `/customers?q=${encodeURIComponent(name)}&limit=50`);
      for (const { id } of body.customers) ids.add(id);
    }
    expect(ids.size).toBeGreaterThan(LOOKED_AT);
    for (const id of [...ids].slice(0, LOOKED_AT)) {
      const { body: card } = await server.call<CustomerCard>('GET', `/customers/${id}`);
      for (const path of readPaths())
        for (const query of QUERIES[path]?.(card) ?? ['']) await asDescribed('GET', path, path.replace('{id}', id) + query);
    }
  });

  it('are as its description says: those to what was changed', async () => {
    const [{ touchpoint } = { touchpoint: undefined }] = [...generateDemo(COMPANY)];
    await asDescribed('POST', '/api/v1/touchpoints', '/touchpoints', touchpoint);
    await asDescribed('POST', '/api/v1/touchpoints', '/touchpoints', { ...touchpoint, externalId: 'another' });
    const found = await server.call<FoundCustomers>('GET', '/customers?q=smith');
    const [one, other] = await Promise.all(
      found.body.customers.slice(0, 2).map(async ({ id }) => (await server.call<CustomerCard>('GET', `/customers/${id}`)).body),
    );
    const decision = { a: one?.identifiers[0]?.handle, b: other?.identifiers[0]?.handle, verdict: 'link', reason: 'both called' };
    await asDescribed('POST', '/api/v1/identity/decisions', '/identity/decisions', decision);
    await asDescribed('POST', '/api/v1/views/{set}/rebuild', '/views/customers/rebuild');
    const { items } = (await server.call<{ items: { id: string }[] }>('GET', '/quarantine')).body;
    const corrected = { ...touchpoint, externalId: 'corrected' };
    await asDescribed('POST', '/api/v1/quarantine/{id}/retry', `/quarantine/${items[0]?.id}/retry`, corrected);
  });

  it('are described for every route of the API that answers with anything, and so are problems, once', () => {
    expect(readPaths().length).toBeGreaterThanOrEqual(12);
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({ route: `${method} ${path}`, responses })),
    );
    const silent = routes.flatMap(({ route, responses }) =>
      Object.entries(responses).some(([status, { content }]) => /^20[0-3]/.test(status) && !content) ? [route] : [],
    );
    expect(silent.filter((route) => route.includes('/api/'))).toEqual([]);
    expect(new Set(routes.map(({ responses }) => responses['default']?.$ref))).toEqual(
      new Set(['#/components/responses/Problem']),
    );
    expect(JSON.stringify(document).length).toBeLessThan(100_000);
  });

  it.each([
    ['nothing at a path', 'GET', '/nowhere', undefined],
    ['nobody', 'GET', '/customers/0f8fad5b-d9cb-469f-a165-70867728950e', undefined],
    ['a parameter that is none', 'GET', '/customers?q=ada&limit=many', undefined],
    ['a touchpoint that is none', 'POST', '/touchpoints', { kind: 7 }],
  ])('of %s are problems as described', async (_what, method, url, body) => {
    const { status, body: problem, headers } = await server.call(method, url, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    const validate = validator('#/components/schemas/ProblemDetails');
    validate(problem);
    expect(validate.errors ?? []).toEqual([]);
  });
});
