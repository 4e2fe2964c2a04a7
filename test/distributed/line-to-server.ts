import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `well`: everything passes. `slow`: everything passes late. `silent`: connections are taken and stay, and nothing passes, as
 * when a cable was pulled. `refused`: connections are closed, and none is taken.
 */
export type LineState = 'well' | 'slow' | 'silent' | 'refused';

/** Stands between services and a server on this machine. */
export interface LineToServer {
  readonly port: number;
  is(state: LineState): Promise<void>;
  /** The server's side of every connection goes, and nobody tells the other side. New connections work. */
  halfOpen(): void;
  close(): Promise<void>;
}

/** How late data passes a slow line, in each direction. */
const DELAY_MS = 100;

export async function lineToServer(target: number): Promise<LineToServer> {
  const lines = new Set<{ readonly near: Socket; readonly far: Socket; isCut: boolean }>();
  let state: LineState = 'well';
  let server: Server | undefined;

  const accept = (near: Socket): void => {
    const line = { near, far: connect(target, '127.0.0.1'), isCut: false };
    lines.add(line);
    for (const [from, to] of [
      [line.near, line.far],
      [line.far, line.near],
    ] as const) {
      // What is late stays in order: each piece waits for the one before.
      let before = Promise.resolve();
      const pass = (work: () => void): void => {
        const late = state === 'slow' ? sleep(DELAY_MS) : undefined;
        before = Promise.all([before, late]).then(() => {
          if (!line.isCut) work();
        });
      };
      from.on('data', (data) => {
        if (state !== 'silent') pass(() => to.write(data));
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        if (state !== 'silent') pass(() => to.destroy());
        if (near.destroyed && line.far.destroyed) lines.delete(line);
      });
    }
  };
  const listen = async (port: number): Promise<number> => {
    server = createServer(accept).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const drop = (): void => {
    for (const { near, far } of lines) for (const socket of [near, far]) socket.destroy();
    lines.clear();
  };
  const refuse = (): void => {
    server?.close();
    server = undefined;
    drop();
  };
  return {
    port,
    async is(next) {
      // What fell silent never speaks again: a message was lost in the middle.
      if (state === 'silent') drop();
      state = next;
      if (next === 'refused') refuse();
      else if (!server) await listen(port);
    },
    halfOpen() {
      for (const line of lines) {
        line.isCut = true;
        line.far.destroy();
      }
    },
    close() {
      refuse();
      return Promise.resolve();
    },
  };
}
