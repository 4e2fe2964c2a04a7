import type { CommandProblem } from '#commands';
import type { TouchpointBody } from './touchpoint-input.js';

/** Why a touchpoint is refused that the ledger cannot take in one piece, with the field that takes most of it. `limit`: bytes of an event. */
export function tooLarge(touchpoint: TouchpointBody, limit: number | undefined): CommandProblem {
  const [field, bytes] = largestField(touchpoint);
  return {
    code: 'append-too-large',
    detail: `The touchpoint is larger than the ledger takes${limit === undefined ? '' : `: ${limit} bytes, of which sealing takes a quarter`}. Most of it is ${field}, ${bytes} bytes. Shorten that, or raise MaxAppendSize, and MaxAppendEventSize where it is set, on every node of EventStoreDB and try again.`,
    errors: [{ field, problem: 'makes the touchpoint larger than the ledger takes', remedy: 'Shorten it.' }],
  };
}

function largestField(touchpoint: TouchpointBody): readonly [field: string, bytes: number] {
  const sizes = Object.entries(touchpoint).map(
    ([field, value]) => [field, Buffer.byteLength(JSON.stringify(value) ?? '')] as const,
  );
  return sizes.reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0]);
}
