import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /**
   * With `true`, nothing passes in either direction any more and no connection is closed, as if a cable was pulled; with
   * `false`, new connections work again.
   */
  cut(cut: boolean): void;
  /** Closes every connection. */
  drop(): void;
  close(): Promise<void>;
}

/** A TCP proxy between the ledger and a server on this machine, to break the connection between them. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        if (!isCut) to.write(data);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        if (!isCut) to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: (cut) => {
      isCut = cut;
    },
    drop,
    close: async () => {
      drop();
      server.close();
    },
  };
}
