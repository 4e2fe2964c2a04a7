import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LookedUp } from '#customers';
import { openSqliteEventStore } from '#event-store';
import { START, TOUCHPOINT_RECORDED, upcast } from '#events';
import { touchpointMessages } from '#recording';
import { cloudEvent } from '#streaming';
import { contractBreaches } from '#streaming/testing';
import { TOUCHPOINTS } from '../../libs/recording/src/topics/touchpoints.js';
import { runCli, startServer, temporaryFolder, type TestServer } from '../e2e/server.js';
import { type ApiDocument, exampleOf, fieldsOf, type Path, type Schema } from './described-fields.js';
import { eachOf } from './each-of.js';
import { type Change, changed, type HostileInput, pairsOf, seededRandom, singleChanges, strangeNames } from './hostile-inputs.js';
import { HOSTILE_TEXTS } from './hostile-values.js';
import { sameOutcome, type Told } from './outcomes.js';
import { type AcceptedTouchpoint, readBack } from './read-back.js';
import { batched, imported, posted, quarantined, retried, takenIn, told } from './ways-in.js';

/** `npm run test:hostile` sends many; a sample of them is sent with all other tests. */
const HOW_MANY = Number(process.env['HOSTILE_INPUTS'] ?? 200);
const SEED = Number(process.env['HOSTILE_SEED'] ?? Date.now() % 1_000_000);
const IS_SAMPLE = HOW_MANY < 5000;
const MOST_FAULTS = 20;
const TIME = 600_000;

interface KindAnswer {
  readonly kind: string;
  readonly details: Schema;
}

describe(`${HOW_MANY} hostile inputs, seed ${SEED} (HOSTILE_SEED)`, () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const file = join(folder.path, 'all.ndjson');
  const random = seededRandom(SEED);
  let server: TestServer;
  let document: ApiDocument;
  let kinds: readonly KindAnswer[];
  let inputs: readonly HostileInput[];
  let outcomes: readonly Told[];
  let accepted: readonly AcceptedTouchpoint[];

  beforeAll(async () => {
    server = await startServer(data);
    document = (await server.call<ApiDocument>('GET', '/openapi.json')).body;
    kinds = (await server.call<{ kinds: readonly KindAnswer[] }>('GET', '/kinds')).body.kinds;
    inputs = touchpoints();
    writeFileSync(file, `${inputs.map(({ text }) => text).join('\n')}\n`);
    outcomes = await posted(server, '/touchpoints', inputs);
    accepted = outcomes.flatMap(({ id }, n) =>
      id === undefined ? [] : [{ id, witness: witness(n), name: inputs[n]?.name ?? '' }],
    );
  }, TIME);
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  /** The inputs of the sample are picked at random; all of them are sent where there are enough, then pairs. */
  function touchpoints(): HostileInput[] {
    const bodySchema: Schema = { $ref: '#/components/schemas/TouchpointBody' };
    const paths = fieldsOf(bodySchema, document);
    const ofKinds = kinds.map((kind) => ({ kind, paths: fieldsOf(kind.details, document, ['details']) }));
    const call = ofKinds.find(({ kind }) => kind.kind === 'call') ?? ofKinds[0];
    const singles: [KindAnswer | undefined, readonly Change[]][] = [
      ...ofKinds.map(({ kind }): [KindAnswer, Change[]] => [kind, []]),
      ...[...singleChanges(paths), ...strangeNames([[], ['parties', 0], ['parties', 0, 'address'], ['details'], ['case']])].map(
        (change): [KindAnswer | undefined, Change[]] => [call?.kind, [change]],
      ),
      ...ofKinds.flatMap(({ kind, paths: own }) =>
        singleChanges(own.filter((path) => path.length > 1)).map((change): [KindAnswer, Change[]] => [kind, [change]]),
      ),
    ];
    const pairs = pairsOf([...paths, ...(call?.paths ?? [])], random);
    const sample = singles.length <= HOW_MANY ? singles : singles.filter(() => random() < HOW_MANY / singles.length);
    const more = Array.from({ length: Math.max(0, HOW_MANY - sample.length) }, () => [call?.kind, pairs.next().value] as const);
    return [...sample, ...more].map(([kind, changes], n) => changed(touchpoint(bodySchema, kind, n), changes));
  }

  function touchpoint(schema: Schema, kind: KindAnswer | undefined, n: number): object {
    const body = exampleOf(schema, document) as { parties: [{ identifiers: object[] }]; case: object };
    const letters = String(n).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
    const [party] = body.parties;
    return {
      ...body,
      externalId: `hostile-${n}`,
      kind: kind?.kind,
      details: kind && exampleOf(kind.details, document),
      case: { ...body.case, ref: `C-${n}` },
      parties: [
        {
          ...party,
          name: `Ada${letters} Byron${letters}`,
          identifiers: [{ type: 'customer-number', value: `H${n}`, role: 'owner' }],
        },
        { role: 'witness', identifiers: [{ type: 'email', value: witness(n) }] },
      ],
    };
  }

  const witness = (n: number): string => `witness-${n}@example.org`;

  const handleOf = async (email: string): Promise<string | undefined> => {
    const { body } = await server.call<LookedUp>('GET', `/customers?q=${email}&open=true`);
    return body.opened?.card.identifiers[0]?.handle;
  };

  const few = (faults: readonly string[]): readonly string[] => faults.slice(0, MOST_FAULTS).map((fault) => fault.slice(0, 400));

  /** Where a way in told something else than one by one did. */
  const differences = (way: string, ofWay: readonly (Told | undefined)[]): readonly string[] =>
    outcomes.flatMap((outcome, n) =>
      sameOutcome(outcome, ofWay[n])
        ? []
        : [`${way}, ${inputs[n]?.name}: ${JSON.stringify(ofWay[n])} where one by one it is ${JSON.stringify(outcome)}`],
    );

  it('are recorded, or refused with the field’s name, and none breaks anything', () => {
    const faults = outcomes.flatMap((outcome, n) => {
      const { name, fields } = inputs[n] ?? { name: '', fields: [] };
      if (outcome.status === 'broken') return [`${name}: ${outcome.detail}`];
      if (fields.length === 0 && outcome.status !== 'accepted') return [`what is right is refused: ${JSON.stringify(outcome)}`];
      if (outcome.status === 'accepted' || outcome.code === 'conflict') return [];
      return names(outcome, fields) ? [] : [`${name}: refused without its field: ${JSON.stringify(outcome)}`];
    });
    expect(few(faults)).toEqual([]);
    expect(accepted.length).toBeGreaterThan(HOW_MANY / 20);
  });

  it(
    'are told the same in a batch, in quarantine, by a retry and by an import over HTTP, and no batch is cut short',
    async () => {
      expect(few(differences('in a batch', await batched(server, inputs)))).toEqual([]);
      const kept = await quarantined(server);
      const refused = inputs.flatMap(({ text }, n) =>
        outcomes[n]?.status === 'refused' ? [{ text, outcome: outcomes[n] }] : [],
      );
      expect(few(refused.flatMap(({ text }) => (kept.has(text) ? [] : [text])))).toEqual([]);
      const sample = refused.flatMap(({ text, outcome }, index) => {
        const item = kept.get(text);
        return item && index % 4 === 0 ? [{ ...item, outcome }] : [];
      });
      const again = await retried(server, sample);
      for (const [way, answers] of [
        ['in quarantine', sample.map((item) => item.told)],
        ['by a retry', again],
      ] as const) {
        const different = sample.flatMap(({ outcome }, index) =>
          sameOutcome(outcome, answers[index])
            ? []
            : [`${way}: ${JSON.stringify(answers[index])} not ${JSON.stringify(outcome)}`],
        );
        expect(few(different)).toEqual([]);
      }
      const counted = await imported([file, '--url', server.url, '--token', server.token]);
      expect(counted).toMatchObject({ duplicate: accepted.length, quarantined: refused.length });
    },
    TIME,
  );

  it(
    'that were recorded are read back in every way, before and after a rebuild of the views',
    async () => {
      const position = (
        await server.call('POST', '/touchpoints', JSON.stringify(touchpoint({ $ref: 'TouchpointBody' }, kinds[0], inputs.length)))
      ).body.position;
      expect((await server.call('GET', `/customers?q=${witness(inputs.length)}&after=${position}`)).status).toBe(200);
      expect(few(await readBack(server, accepted))).toEqual([]);
      for (const set of IS_SAMPLE ? ['customers'] : ['recognition', 'customers']) {
        const { code, output } = await runCli([
          'views',
          'rebuild',
          set,
          '--promote',
          '--url',
          server.url,
          '--token',
          server.token,
        ]);
        expect([code, output]).toEqual([0, expect.any(String)]);
      }
      expect(
        few(
          await readBack(
            server,
            accepted.filter((_, index) => index % 10 === 0),
          ),
        ),
      ).toEqual([]);
    },
    TIME,
  );

  it(
    'as parameters of questions are answered, or refused with the parameter’s name',
    async () => {
      const routes = Object.entries(document.paths).flatMap(([path, { get }]) =>
        (get?.parameters ?? []).flatMap((parameter) => HOSTILE_TEXTS.map((value) => ({ path, parameter, value }))),
      );
      const asked = routes
        .filter(({ path }) => !path.endsWith('/events'))
        .filter(({ parameter }) => !IS_SAMPLE || (parameter.name !== 'after' && random() < 0.15));
      const faults = await eachOf(asked, 8, async ({ path, parameter, value }) => {
        const text = encodeURIComponent(JSON.parse(value.json ?? '""') as string);
        const id = '00000000-0000-4000-8000-000000000000';
        const at = path.replaceAll(/\{\w+\}/g, parameter.in === 'path' ? text || '%20' : id);
        const query = parameter.in === 'query' ? `?${parameter.name}=${text}` : '';
        const { status, body } = await server.call('GET', `${at}${query}`);
        const isNamed = status !== 400 || body.code === 'bad-request' || body.errors.some(({ field }) => field !== '');
        // A position that nobody has got to yet can only be waited for.
        const isAnswer = status < 500 || body.code === 'views-behind';
        return isAnswer && isNamed ? [] : [`${path} ${parameter.name}, ${value.name}: ${status} ${JSON.stringify(body)}`];
      });
      expect(few(faults.flat())).toEqual([]);
      console.info(`${asked.length} questions`);
    },
    TIME,
  );

  it(
    'to other routes that write are carried out, or refused with the field’s name',
    async () => {
      const [a, b] = await Promise.all(accepted.slice(0, 2).map((one) => handleOf(one.witness)));
      const nowhere = '/quarantine/00000000-0000-4000-8000-000000000000';
      const bodies = [
        { method: 'POST', path: '/identity/decisions', schema: 'IdentityDecisionBody', known: { a, b } },
        { method: 'DELETE', path: nowhere, schema: 'DiscardBody', known: {} },
      ];
      for (const { method, path, schema: name, known } of bodies) {
        const schema: Schema = { $ref: `#/components/schemas/${name}` };
        const paths: readonly Path[] = fieldsOf(schema, document);
        const changes = [...singleChanges(paths), ...strangeNames([[]])].map((change) =>
          changed({ ...(exampleOf(schema, document) as object), ...known }, [change]),
        );
        const faults = await eachOf(changes, 8, async ({ text, fields, name: change }) => {
          const outcome = told(await server.call(method, path, text));
          const isNamed = outcome.status !== 'refused' || outcome.code !== 'invalid' || names(outcome, fields);
          return outcome.status !== 'broken' && isNamed ? [] : [`${name} ${change}: ${JSON.stringify(outcome)}`];
        });
        expect(few(faults.flat())).toEqual([]);
      }
    },
    TIME,
  );

  it(
    'are told the same by an import into the folder and by messages from Kafka, and are published as the topic says',
    async () => {
      await server.stop();
      const refused = outcomes.filter(({ status }) => status === 'refused').length;
      expect(await imported([file, '--data', data])).toMatchObject({ duplicate: accepted.length, quarantined: refused });
      expect(few(differences('from Kafka', await takenIn(data, inputs)))).toEqual([]);
      const store = openSqliteEventStore(join(data, 'ledger.db'), { readonly: true });
      const ids = new Set<string>();
      const breaches: string[] = [];
      let after = START;
      for (;;) {
        const events = await store.readAll(after);
        const last = events.at(-1);
        if (!last) break;
        for (const recorded of events) {
          const event = upcast(recorded);
          if (event.type !== TOUCHPOINT_RECORDED) continue;
          ids.add(event.id);
          for (const { key, message } of touchpointMessages(event, (hub) => hub)) {
            const { headers, value } = cloudEvent(TOUCHPOINTS, { id: event.id, sequence: 1n, key, message }, message, 'urn:test');
            const found = contractBreaches(TOUCHPOINTS, { headers, value: String(value) });
            if (found.length > 0) breaches.push(`${event.data.externalId}: ${JSON.stringify(found)}`);
          }
        }
        after = last.position;
      }
      await store.close();
      expect(few(breaches)).toEqual([]);
      const lost = accepted.filter(({ id }) => !ids.has(id)).length;
      expect(lost).toBe(0);
      console.info(
        `${inputs.length} inputs: ${accepted.length} recorded, ${refused} refused, ${outcomes.length - accepted.length - refused} broken, ${lost} lost, 0 different by another way in`,
      );
    },
    TIME,
  );
});

/** Whether a refusal names one of these fields, or what holds it or is in it. Long names are cut in answers. */
function names({ fields: named = [] }: Told, fields: readonly string[]): boolean {
  const isAt = (a: string, b: string): boolean => a.startsWith(b.replace(/(?<=.{60}).*/s, ''));
  return named.some((name) => name !== '' && fields.some((field) => isAt(field, name) || isAt(name, field)));
}
