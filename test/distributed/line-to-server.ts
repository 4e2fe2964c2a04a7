import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `well`: everything passes. `slow`: everything passes late. `silent`: connections are accepted and stay open, but nothing
 * passes, as when a cable was pulled. `refused`: connections are closed, and none is accepted.
 */
export type LineState = 'well' | 'slow' | 'silent' | 'refused';

/** A TCP proxy between services and a server on this machine. */
export interface LineToServer {
  readonly port: number;
  /** `delayMs`: how late data passes a slow line, in each direction. Default 100. */
  is(state: LineState, delayMs?: number): Promise<void>;
  /** How many pieces of data the services have sent so far: one for a statement, or for several sent together. */
  sent(): number;
  /** Closes the server's side of every connection without telling the other side. New connections work. */
  halfOpen(): void;
  close(): Promise<void>;
}

const DELAY_MS = 100;

/** A proxy to the server on this machine that a connection string names, and the connection string through the proxy. */
export async function lineTo(url: string): Promise<{ readonly line: LineToServer; readonly url: string }> {
  const [, before, port, after] = /^([a-z]+:\/\/(?:[^/]*@)?)[^/@]*:(\d+)(.*)$/.exec(url) ?? [];
  if (port === undefined) throw new Error('The connection string names no port.');
  const line = await lineToServer(Number(port));
  return { line, url: `${before}127.0.0.1:${line.port}${after}` };
}

export async function lineToServer(target: number): Promise<LineToServer> {
  const lines = new Set<{ readonly near: Socket; readonly far: Socket; isCut: boolean }>();
  let state: LineState = 'well';
  let delay = DELAY_MS;
  let sent = 0;
  let server: Server | undefined;

  const accept = (near: Socket): void => {
    const line = { near, far: connect({ port: target, host: '127.0.0.1', allowHalfOpen: true }), isCut: false };
    lines.add(line);
    for (const [from, to] of [
      [line.near, line.far],
      [line.far, line.near],
    ] as const) {
      // Delayed data stay in order: each piece waits for the one before.
      let before = Promise.resolve();
      const pass = (work: () => void): void => {
        const late = state === 'slow' ? sleep(delay) : undefined;
        before = Promise.all([before, late]).then(() => {
          if (!line.isCut) work();
        });
      };
      from.on('data', (data) => {
        if (from === line.near) sent += 1;
        if (state !== 'silent') pass(() => to.write(data));
      });
      from.on('end', () => {
        if (state !== 'silent') pass(() => to.end());
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        if (state !== 'silent') pass(() => to.destroy());
        if (near.destroyed && line.far.destroyed) lines.delete(line);
      });
    }
  };
  const listen = async (port: number): Promise<number> => {
    server = createServer({ allowHalfOpen: true }, accept).listen(port, '127.0.0.1');
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
    async is(next, delayMs = DELAY_MS) {
      delay = delayMs;
      // A silent connection stays silent: a part of a message was lost.
      if (state === 'silent') drop();
      state = next;
      if (next === 'refused') refuse();
      else if (!server) await listen(port);
    },
    sent: () => sent,
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
