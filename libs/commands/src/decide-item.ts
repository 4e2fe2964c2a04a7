import { type LedgerEvent, type RecordedEvent, sealedSections, UnknownEventError, upcast } from '#events';
import type { Decision } from './decision.js';
import type { CommandPorts, Item } from './item.js';
import type { CommandProblem } from './outcome.js';

/** A decision that asks nothing more. */
export type Decided = Extract<Decision, { do: 'duplicate' | 'refuse' | 'record' }>;

/** The decision on an item, given the events of its stream, once everything that it asked for was answered. */
export async function decideItem(
  item: Item,
  before: readonly RecordedEvent[],
  { vault, quarantine, now }: CommandPorts,
): Promise<Decided> {
  const known = upcastAll(before);
  if (!known) return { do: 'refuse', problem: recordedByNewer(before) };
  const { command, input, fingerprint } = item;
  const state = known.reduce((folded: unknown, event) => command.evolve(folded, event), command.initial);
  let decision: Decision = command.decide(state, input, { now: now(), fingerprint });
  for (;;) {
    switch (decision.do) {
      case 'ask-identifiers': {
        const { identifiers } = await vault.reveal(decision.handles);
        decision = decision.next(new Set(identifiers.map(({ handle }) => handle)));
        break;
      }
      case 'ask-sections':
        decision = decision.next(await vault.open(sealedSections(decision.of)));
        break;
      case 'ask-quarantined':
        decision = decision.next(await quarantine.get(decision.id));
        break;
      default:
        return decision;
    }
  }
}

/** `undefined` where a newer version wrote one of them. */
function upcastAll(events: readonly RecordedEvent[]): LedgerEvent[] | undefined {
  try {
    return events.map((event) => upcast(event));
  } catch (error) {
    if (error instanceof UnknownEventError) return undefined;
    throw error;
  }
}

function recordedByNewer(before: readonly RecordedEvent[]): CommandProblem {
  const last = before.at(-1);
  return {
    code: 'conflict',
    detail:
      'The same was recorded by a newer version of Touchstone, which this one cannot compare with. What was recorded stays; send it to the newer version.',
    ...(last ? { recorded: { id: last.id, position: String(last.position) } } : {}),
  };
}
