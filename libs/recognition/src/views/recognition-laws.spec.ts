import fc from 'fast-check';
import type { LedgerEvent } from '#events';
import { graphDecisions, standingDecisions } from '../resolve/standing-decisions.js';
import { resolve } from '../resolve/resolve.js';
import { decisions, touchpoints } from '../testing/arbitraries.js';
import { decision, inOrder, touchpoint } from '../testing/events.js';
import { MemoryViews, project } from '../testing/memory-views.js';
import { holds } from '../testing/law.js';
import { tightRules } from '../testing/tight-rules.js';
import { recognitionViews } from './recognition-views.js';
import type { AliasRow, ClusterRow, DecisionRow, EdgeRow, NodeRow, SharerRow } from './tables.js';

const rules = tightRules();
/** Keeps so few rows that some must be loaded again. */
const views = recognitionViews(rules);

jest.setTimeout(60_000);

/** What must not depend on the order of arrival. */
function identity(result: MemoryViews): unknown {
  const customers = new Map(result.rows<ClusterRow>('clusters').map((cluster) => [cluster.root, cluster]));
  return {
    nodes: result
      .rows<NodeRow>('nodes')
      .map(({ cluster, decided: _d, ...node }) => ({ ...node, customer: customers.get(cluster)?.customer })),
    edges: result.rows<EdgeRow>('edges').map(({ position: _p, recorded_at: _r, last_position: _l, ...edge }) => edge),
    review: result.rows('review'),
    sharers: result.rows('sharers'),
  };
}

/** The same from the pure resolver on the whole graph. */
function resolvedAtOnce(result: MemoryViews): { customers: Map<string, string>; generic: string[]; states: Map<string, string> } {
  const edges = result.rows<EdgeRow>('edges');
  const resolution = resolve(
    {
      nodes: result
        .rows<NodeRow>('nodes')
        .map(({ handle, type, first_at, first_key }) => ({ handle, type, firstAt: first_at, firstKey: first_key })),
      edges: edges.map((e) => ({ ...e, joins: e.joins === 1, firstAt: e.first_at, firstKey: e.first_key, lastAt: e.last_at })),
      decisions: graphDecisions(standingDecisions(result.rows<DecisionRow>('decisions')).values()),
    },
    rules,
  );
  return {
    customers: new Map(
      resolution.clusters.flatMap(({ customer, members }) => members.map((member): [string, string] => [member, customer])),
    ),
    generic: [...resolution.generic].toSorted(),
    states: new Map(
      edges.map((edge, i) => {
        const state = resolution.edges[i];
        return [
          `${edge.hub} ${edge.other} ${edge.joins}`,
          !state || state.joined ? 'accepted' : `${state.code} ${state.type ?? ''} ${resolution.persons[i] ?? ''}`,
        ];
      }),
    ),
  };
}

function stored(result: MemoryViews): ReturnType<typeof resolvedAtOnce> {
  const clusters = new Map(result.rows<ClusterRow>('clusters').map((cluster) => [cluster.root, cluster]));
  const nodes = result.rows<NodeRow>('nodes');
  return {
    customers: new Map(nodes.map(({ handle, cluster }) => [handle, clusters.get(cluster)?.customer ?? 'lost'])),
    generic: nodes.filter(({ generic }) => generic).map(({ handle }) => handle),
    states: new Map(
      result
        .rows<EdgeRow>('edges')
        .map((edge) => [
          `${edge.hub} ${edge.other} ${edge.joins}`,
          edge.status === 'accepted' ? 'accepted' : `${edge.code ?? ''} ${edge.code_type ?? ''} ${edge.person ?? ''}`,
        ]),
    ),
  };
}

/** Touchpoints and decisions in some order; decisions keep theirs. */
const ledger = fc.tuple(touchpoints, decisions).chain(([contacts, made]) =>
  fc
    .shuffledSubarray([...contacts.map((contact) => ({ contact })), ...made.map(() => ({ contact: undefined }))], {
      minLength: contacts.length + made.length,
    })
    .map((order) => {
      const next = made.map(decision);
      return order.flatMap(({ contact }): LedgerEvent[] => (contact ? [touchpoint(contact, rules)] : next.splice(0, 1)));
    }),
);
const batches = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
/** How often each law is tried. */
const CASES = 40;

function shuffled(events: readonly LedgerEvent[]): fc.Arbitrary<LedgerEvent[]> {
  const made = events.filter(({ type }) => type === 'IdentityDecided');
  return fc.shuffledSubarray([...events], { minLength: events.length }).map((order) => {
    const next = [...made];
    return order.flatMap((event) => (event.type === 'IdentityDecided' ? next.splice(0, 1) : [event]));
  });
}

/** What a subscriber knows who follows all that is told: whose every hub is, which customers changed, and what did not fit. */
function follow(announced: MemoryViews['announced']): { known: Map<string, string>; touched: Set<string>; surprises: string[] } {
  const known = new Map<string, string>();
  const touched = new Set<string>();
  const surprises: string[] = [];
  for (const { topic, key, message } of announced) {
    if (topic === 'customers') touched.add(key);
    else if (topic === 'touchpoints') {
      for (const [hub, customer] of (message as { owners: [string, string][] }).owners) {
        if ((known.get(hub) ?? customer) !== customer) surprises.push(`${hub} at ${customer}, not ${known.get(hub)}`);
        known.set(hub, customer);
      }
    } else {
      const { from, to, handles = [] } = message as { from?: string; to: string; handles?: string[] };
      if (key !== to) surprises.push(`a move to ${to} under ${key}`);
      for (const handle of handles) {
        if (!known.has(handle)) continue;
        if (from !== undefined && known.get(handle) !== from) surprises.push(`${handle} from ${from}, not ${known.get(handle)}`);
        known.set(handle, to);
      }
    }
  }
  return { known, touched, surprises };
}

describe('the laws of recognition', () => {
  it('incremental is the same as the pure resolver on the whole graph', async () => {
    await holds(
      fc.asyncProperty(ledger, batches, async (events, sizes) => {
        const result = await project(views, inOrder(events), sizes);
        expect(stored(result)).toEqual(resolvedAtOnce(result));
      }),
      CASES,
    );
  });

  it('any order of arrival gives the same customers', async () => {
    await holds(
      fc.asyncProperty(
        ledger.chain((events) => fc.tuple(fc.constant(events), shuffled(events))),
        async ([events, others]) => {
          const [once, again] = [await project(views, inOrder(events)), await project(views, inOrder(others))];
          expect(identity(again)).toEqual(identity(once));
        },
      ),
      CASES,
    );
  });

  it('any cut into batches gives the same rows and announcements', async () => {
    await holds(
      fc.asyncProperty(ledger, batches, async (events, sizes) => {
        const [once, again] = [await project(views, inOrder(events), [1]), await project(views, inOrder(events), sizes)];
        for (const { name } of views.tables) expect(again.rows(name)).toEqual(once.rows(name));
        expect(again.announced).toEqual(once.announced);
      }),
      CASES,
    );
  });

  it('a decision in the same batch as what it names makes no difference', async () => {
    const day = 86_400_000;
    const on = (at: number, ...names: string[]): LedgerEvent =>
      touchpoint({ id: `t${String(at).padStart(3, '0')}`, at: at * day, parties: [names] }, rules);
    const events = inOrder([
      ...[100, 300, 900].map((at, i) => on(at, 'case-ref:1', `email:${i}`)),
      on(50, 'case-ref:0'),
      on(901, 'case-ref:0', 'case-ref:1'),
      on(902, 'case-ref:5'),
      decision({ verdict: 'dismiss', pair: ['case-ref:5', 'phone:1'], at: 903 * day }),
      on(904, 'case-ref:1', 'case-ref:5'),
    ]);
    const [once, again] = [await project(views, events, [1]), await project(views, events, [events.length])];
    for (const { name } of views.tables) expect(again.rows(name)).toEqual(once.rows(name));
  });

  it('a subscriber who follows what is told knows whose every hub is, and reads a touchpoint under its customer', async () => {
    const told = recognitionViews(rules, {
      publish: ({ data }, customerOf) => {
        const owners = data.parties.map(({ hub }) => [hub, customerOf(hub)] as const);
        return [...new Set(owners.map(([, customer]) => customer))].map((key) => ({ key, message: { owners } }));
      },
    });
    await holds(
      fc.asyncProperty(ledger, batches, async (events, sizes) => {
        const result = await project(told, inOrder(events), sizes);
        const { customers } = stored(result);
        const { known, touched, surprises } = follow(result.announced);
        expect(surprises).toEqual([]);
        expect(Object.fromEntries(known)).toEqual(Object.fromEntries([...known.keys()].map((hub) => [hub, customers.get(hub)])));
        for (const customer of customers.values()) expect(touched).toContain(customer);
        for (const alias of result.rows<AliasRow>('aliases')) expect(touched).toContain(alias.id);
      }),
      CASES,
    );
  });

  it('a decision and its withdrawal give what was before', async () => {
    await holds(
      fc.asyncProperty(ledger, decisions, async (events, [made]) => {
        fc.pre(made !== undefined);
        fc.pre(!events.some((event) => event.type === 'IdentityDecided' && event.data.a === made.pair.toSorted()[0]));
        const there = decision({ ...made, at: made.at + 1 });
        const back = decision({ ...made, verdict: 'withdraw', at: made.at + 2 });
        const [before, after] = [await project(views, inOrder(events)), await project(views, inOrder([...events, there, back]))];
        expect(identity(after)).toEqual(identity(before));
      }),
      CASES,
    );
  });

  it('the same evidence again changes nothing but when it was last seen', async () => {
    await holds(
      fc.asyncProperty(touchpoints, async (contacts) => {
        const events = contacts.map((contact) => touchpoint(contact, rules));
        const repeats = contacts.map((contact) => touchpoint({ ...contact, id: `${contact.id}~again` }, rules));
        const [once, twice] = [await project(views, inOrder(events)), await project(views, inOrder([...events, ...repeats]))];
        expect(identity(twice)).toEqual(identity(once));
      }),
      CASES,
    );
  });

  it('every former id leads to a customer, and no present one is an alias', async () => {
    await holds(
      fc.asyncProperty(ledger, async (events) => {
        const result = await project(views, inOrder(events), [3]);
        const { customers } = stored(result);
        for (const { id } of result.rows<AliasRow>('aliases')) {
          expect(customers.get(id)).toBeDefined();
          expect(customers.get(id)).not.toBe(id);
        }
        for (const { value, edges } of result.rows<SharerRow>('sharers')) {
          expect(edges).toBeGreaterThan(0);
          expect(stored(result).generic).toContain(value);
        }
      }),
      CASES,
    );
  });
});
