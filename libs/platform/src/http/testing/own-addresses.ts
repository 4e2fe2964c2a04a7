import { networkInterfaces } from 'node:os';
import { describe } from '@jest/globals';

const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);

/**
 * Addresses of this machine that are not loopback, IPv4 and IPv6: whoever connects to one from here comes from that same
 * address, as a client elsewhere would from his. None where the machine is on no network.
 */
export const OWN_ADDRESSES: readonly string[] = (['IPv4', 'IPv6'] as const).flatMap(
  (family) => others.find((each) => each.family === family && !each.internal && !/^fe80:/i.test(each.address))?.address ?? [],
);

/** Tests of clients that are not on this machine; skipped where it has no such address. */
export function describeOnNetwork(name: string, claims: () => void): void {
  const group = OWN_ADDRESSES.length > 0 ? describe : describe.skip;
  group(OWN_ADDRESSES.length > 0 ? name : `${name} (needs a network)`, claims);
}
