import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import { isLoopback, networkOf, plainAddress } from './client-address.js';
import { OnceAMinute } from './once-a-minute.js';

/** File descriptors that files, threads and connections to stores need besides. */
const RESERVE = 256;
/** One address may take this part of all connections. */
const PART_OF_ONE = 4;

export interface ConnectionLimits {
  /** Most connections at once; less where the system allows fewer files. */
  readonly connections: number;
  /** Whether an address is that of a proxy, through which many come. */
  readonly isProxy: (address: string) => boolean;
}

/**
 * Closes connections at once that are more than the server takes, or more than a quarter of them from one address (IPv6: one
 * network of 64 bits). This machine and proxies may take them all. The log tells of it once a minute.
 */
export function limitConnections(server: Server, { connections, isProxy }: ConnectionLimits): void {
  const log = new Logger('Connections');
  const refused = new OnceAMinute((address, count) => log.warn({ msg: 'connections were refused', address, count }));
  const most = Math.max(1, Math.min(connections, openFiles() - RESERVE));
  const mostOfOne = Math.max(1, Math.floor(most / PART_OF_ONE));
  const open = new Map<string, number>();
  server.maxConnections = most;
  server.on('drop', (dropped) => refused.count(networkOf(dropped?.remoteAddress ?? '')));
  server.on('connection', (socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (isLoopback(address) || isProxy(address)) return;
    const network = networkOf(address);
    const before = open.get(network) ?? 0;
    if (before >= mostOfOne) {
      refused.count(network);
      socket.destroy();
      return;
    }
    open.set(network, before + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}

/** How many files this process may open; no limit where the system does not say. */
function openFiles(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
