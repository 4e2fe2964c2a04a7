import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { limitConnections } from './limit-connections.js';
import { describeOnNetwork, OWN_ADDRESSES } from './testing/own-addresses.js';

const MOST = 8;
/** A quarter of them. */
const MOST_OF_ONE = 2;
const [ADDRESS = '', ANOTHER] = OWN_ADDRESSES;

let server: Server;
let port: number;
const sockets: Socket[] = [];

async function serve(isProxy: (address: string) => boolean = () => false): Promise<void> {
  server = createServer((_request, answer) => answer.end('served'));
  limitConnections(server, { connections: MOST, isProxy });
  server.listen(0, '::');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
}
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

/** Opens a connection from `address` and leaves it open; whether it is served. */
async function open(address: string): Promise<{ readonly socket: Socket; readonly isServed: boolean }> {
  const socket = connect({ port, host: address, localAddress: address });
  sockets.push(socket);
  let received = '';
  socket.on('data', (text: Buffer) => (received += text.toString())).on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  return { socket, isServed: received.startsWith('HTTP/1.1 200') };
}

/** Opens so many one after the other; how many of them are served. */
async function opened(address: string, count: number): Promise<number> {
  let served = 0;
  for (let n = 0; n < count; n++) if ((await open(address)).isServed) served++;
  return served;
}

describe('connections from this machine', () => {
  it('may be all that the server takes, and no more', async () => {
    await serve();
    expect(await opened('127.0.0.1', MOST / 2)).toBe(MOST / 2);
    expect(await opened('127.0.0.2', MOST)).toBe(MOST / 2);
  });
});

describeOnNetwork('connections from one address of a network', () => {
  it('are a quarter of all at most; others are closed at once, and those that are open go on', async () => {
    await serve();
    const { socket } = await open(ADDRESS);
    expect(await opened(ADDRESS, 5)).toBe(MOST_OF_ONE - 1);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [again] = (await once(socket, 'data')) as [Buffer];
    expect(again.toString()).toMatch(/^HTTP\/1.1 200/);
    expect(await opened('127.0.0.1', 3)).toBe(3);
  });

  it('make room for others when they are closed', async () => {
    await serve();
    const { socket } = await open(ADDRESS);
    expect(await opened(ADDRESS, 2)).toBe(1);
    socket.destroy();
    await sleep(50);
    expect(await opened(ADDRESS, 2)).toBe(1);
  });

  it('may be all that the server takes where it is the address of a proxy', async () => {
    await serve((address) => address === ADDRESS);
    expect(await opened(ADDRESS, MOST + 1)).toBe(MOST);
  });

  it('that were closed are told of once, with the address and how many they were', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const minute = jest.spyOn(globalThis, 'setTimeout');
    await serve();
    await opened(ADDRESS, MOST_OF_ONE + 3);
    const [tell] = minute.mock.calls.find(([, ms]) => ms === 60_000) ?? [];
    tell?.();
    expect(warn.mock.calls).toEqual([[{ msg: 'connections were refused', address: ADDRESS, count: 3 }]]);
    jest.restoreAllMocks();
  });

  (ANOTHER === undefined ? it.skip : it)('leave those of another address their part', async () => {
    await serve();
    expect(await opened(ADDRESS, 4)).toBe(MOST_OF_ONE);
    expect(await opened(ANOTHER ?? '', 4)).toBe(MOST_OF_ONE);
  });
});
