import { asHandle } from '#events';
import type { ReadSide } from '#slice';
import type { Vault } from '#vault';
import type { IdentityEdge, IdentityNode } from '../identity-answers.js';
import type { DecisionRow } from '../../views/tables.js';
import { blockReason } from '../../resolve/block-reasons.js';
import { pairKey } from '../../resolve/resolve.js';
import { ruleFor, type Rules } from '../../rules/rules.js';
import type { KnownEdge, KnownGraph } from './known-graph.js';

/** Why each decision was made, as its maker wrote; erased ones are left out. One round trip. */
export async function openReasons(
  vault: Pick<Vault, 'open'>,
  decisions: readonly DecisionRow[],
): Promise<ReadonlyMap<string, string>> {
  const opened = await vault.open(
    decisions.map(({ a, stream, event_id: eventId, schema_version: schemaVersion, sealed_reason: sealed }) => ({
      hub: asHandle(a),
      stream,
      eventId,
      type: 'IdentityDecided',
      schemaVersion,
      section: 'reason',
      sealed,
    })),
  );
  const reasons = new Map<string, string>();
  decisions.forEach(({ a, b }, i) => {
    const section = opened[i];
    if (!section || section.erased) return;
    const { content } = section;
    if (content && typeof content === 'object' && 'reason' in content && typeof content.reason === 'string')
      reasons.set(pairKey(a, b), content.reason);
  });
  return reasons;
}

/** The edges of a graph for people: those made of evidence, then links and separations that somebody decided. */
export function describeEdges(graph: KnownGraph, reasons: ReadonlyMap<string, string>, rules: Rules): IdentityEdge[] {
  const decisions = new Map(graph.decisions.map((decision) => [pairKey(decision.a, decision.b), decision]));
  const manual = graph.decisions
    .filter(({ verdict }) => verdict === 'link' || verdict === 'separate')
    .map((decision) => describeDecision(decision, graph, reasons));
  return [
    ...graph.edges.map((edge) => describeEdge(edge, graph, decisions.get(pairKey(edge.hub, edge.other)), reasons, rules)),
    ...manual,
  ];
}

function describeEdge(
  edge: KnownEdge,
  { nodes }: KnownGraph,
  decision: DecisionRow | undefined,
  reasons: ReadonlyMap<string, string>,
  rules: Rules,
): IdentityEdge {
  const [hub, other] = [nodes.get(edge.hub), nodes.get(edge.other)];
  const [ruleA, ruleB] = [ruleFor(rules, hub?.type ?? ''), ruleFor(rules, other?.type ?? '')];
  const weaker = ruleA.tier > ruleB.tier ? { rule: ruleA, node: hub } : { rule: ruleB, node: other };
  const shared = [hub, other].find((node) => node?.generic);
  const rejected = edge.code === 'rejected';
  const supporting = [hub, other].find((node) => node && !ruleFor(rules, node.type).joins);
  const codeType = edge.code === 'role' ? supporting?.type : edge.codeType;
  return {
    a: edge.hub,
    b: edge.other,
    tier: weaker.rule.tier,
    rule: weaker.rule === rules.other ? (weaker.node?.type ?? weaker.rule.type) : weaker.rule.type,
    status: edge.joined ? 'accepted' : rejected ? 'rejected' : 'blocked',
    ...(edge.code === undefined ? {} : { reason: blockReason(edge.code, codeType, rules, shared?.sharers) }),
    firstSeenAt: rfc3339(edge.firstAt),
    lastSeenAt: rfc3339(edge.lastAt),
    position: edge.position,
    ...(rejected && decision ? whoDecided(decision, reasons) : {}),
  };
}

function describeDecision(decision: DecisionRow, { nodes }: KnownGraph, reasons: ReadonlyMap<string, string>): IdentityEdge {
  const { a, b, verdict, decided_at: decidedAt, position } = decision;
  const together = verdict === 'link' && nodes.has(a) && nodes.get(a)?.customer === nodes.get(b)?.customer;
  return {
    a,
    b,
    tier: 0,
    rule: verdict,
    status: together ? 'accepted' : 'blocked',
    ...(verdict === 'separate' ? { reason: 'Somebody decided that these are separate customers.' } : {}),
    ...(verdict === 'link' && !together
      ? { reason: 'Another decision keeps these separate, or one of them was never seen.' }
      : {}),
    firstSeenAt: rfc3339(decidedAt),
    lastSeenAt: rfc3339(decidedAt),
    position,
    ...whoDecided(decision, reasons),
  };
}

/** The same edges with the names of those who decided, as they are called now, in place of their ids. */
export async function withNames<Edge extends IdentityEdge>(
  principals: ReadSide['principals'],
  edges: readonly Edge[],
): Promise<Edge[]> {
  const ids = new Set(edges.flatMap(({ decidedBy }) => decidedBy ?? []));
  const names = await principals.namesOf([...ids]);
  return edges.map((edge) =>
    edge.decidedBy === undefined ? edge : { ...edge, decidedBy: names.get(edge.decidedBy) ?? edge.decidedBy },
  );
}

function whoDecided(
  decision: DecisionRow,
  reasons: ReadonlyMap<string, string>,
): { decidedBy?: string; decisionReason?: string } {
  const reason = reasons.get(pairKey(decision.a, decision.b));
  return {
    ...(decision.actor === null ? {} : { decidedBy: decision.actor }),
    ...(reason === undefined ? {} : { decisionReason: reason }),
  };
}

/** The nodes of a graph for people, with their values from the vault where they are not erased. One round trip. */
export async function describeNodes(
  vault: Pick<Vault, 'reveal'>,
  { nodes }: KnownGraph,
  handles: Iterable<string>,
): Promise<IdentityNode[]> {
  const wanted = [...new Set(handles)].flatMap((handle) => nodes.get(handle) ?? []);
  const { identifiers } = await vault.reveal(wanted.map(({ handle }) => asHandle(handle)));
  const values = new Map<string, string>(identifiers.map(({ handle, value }) => [handle, value]));
  return wanted.map(({ handle, type, firstAt, generic, customer }) => {
    const value = values.get(handle);
    return { handle, type, ...(value === undefined ? {} : { value }), firstSeenAt: rfc3339(firstAt), generic, customer };
  });
}

function rfc3339(at: number): string {
  return new Date(at).toISOString();
}
