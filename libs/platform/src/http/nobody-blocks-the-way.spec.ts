import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessFiles, openAccess } from '../access/access.js';
import { Allow } from '../access/route-access.js';
import { loadConfiguration } from '../configuration/load-configuration.js';
import { PlatformModule } from '../platform.module.js';
import { createHttpApp, type HttpLimits } from './http-app.js';

const TOKEN = 'a-token-of-this-test-alone';
const AUTHORIZED = `Host: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n`;
const JSON_TYPE = 'Content-Type: application/json\r\n';
const LIMITS: HttpLimits = {
  headersMs: 300,
  idleMs: 5000,
  body: { bytes: 1024 * 1024, longestMs: 600, graceMs: 300, leastRate: 1_000_000 },
  laterMs: 100,
};
/** What a look-up keeps the thread busy for. */
const LOOK_UP_MS = 2;

let searches = 0;

@Controller('notes')
class NotesController {
  @Get()
  @Allow('agent')
  search() {
    searches++;
    for (const end = performance.now() + LOOK_UP_MS; performance.now() < end;);
    return 'found';
  }

  @Post()
  @Allow('agent')
  write(@Body() body: unknown) {
    return { body };
  }

  @Post('stream')
  @Allow('agent')
  async stream(@Body() lines: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of lines) bytes += chunk.length;
    return { bytes };
  }
}

const log: string[] = [];
let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  const configuration = loadConfiguration({
    TOUCHSTONE_HOSTS: 'touchstone.internal',
    TOUCHSTONE_PUBLIC_URL: 'https://desk.example.org',
  });
  const platform = PlatformModule.forRoot({
    configuration,
    access: openAccess('', TOKEN, accessFiles('')).access,
    logTo: { write: (line: string) => void log.push(line) },
  });

  @Module({ imports: [platform], controllers: [NotesController] })
  class AppModule {}

  app = await createHttpApp(AppModule, configuration, { limits: LIMITS });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => app.close());

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  /** Resolves with milliseconds since the connection was opened. */
  readonly closed: Promise<number>;
}

const clients: Socket[] = [];
afterEach(() => {
  for (const socket of clients.splice(0)) socket.destroy();
});

/** Opens a connection and sends `text` on it. */
async function client(text: string | Buffer): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(socket);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1'))).on('error', () => undefined);
  const opened = Date.now();
  const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(Date.now() - opened)));
  await once(socket, 'connect');
  socket.write(text);
  return { socket, received: () => received, closed };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 4000; !condition(); await sleep(5)) if (Date.now() > end) throw new Error('It did not happen.');
}

/** Sends one request and reads its answer to the end of the connection. */
async function exchange(text: string | Buffer): Promise<string> {
  const { socket, received } = await client(text);
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  return received();
}

const post = (path: string, headers: string, body: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`),
    Buffer.from(body),
  ]);

describe('a body of 900 kB that comes a byte at a time', () => {
  it.each([
    ['without a token', 'POST /notes', `Host: localhost\r\n${JSON_TYPE}`, 401],
    ['to a path that is not there', 'POST /nowhere', AUTHORIZED + JSON_TYPE, 404],
    ['of a type that is not taken', 'POST /notes', `${AUTHORIZED}Content-Type: text/plain\r\n`, 415],
    ['with a request that takes none', 'GET /notes', AUTHORIZED, 200],
    ['to another host', 'POST /notes', `Host: elsewhere.example.org\r\n${JSON_TYPE}`, 421],
  ])('%s is answered, and its connection closed though it goes on', async (_how, line, headers, status) => {
    const { socket, received, closed } = await client(`${line} HTTP/1.1\r\n${headers}Content-Length: 900000\r\n\r\n{`);
    const trickle = setInterval(() => socket.write(' '), 20);
    expect(await closed).toBeLessThan(3500);
    clearInterval(trickle);
    expect(received()).toContain(`HTTP/1.1 ${status} `);
    expect(received().toLowerCase()).toContain('connection: close');
  });

  it('is given up in time with a token too', async () => {
    const { socket, received, closed } = await client(
      `POST /notes HTTP/1.1\r\n${AUTHORIZED}${JSON_TYPE}Content-Length: 900000\r\n\r\n{`,
    );
    const trickle = setInterval(() => socket.write(' '), 20);
    await until(() => received().includes('HTTP/1.1 408 '));
    await closed;
    clearInterval(trickle);
    expect(received()).toContain('The body did not arrive in time.');
  });

  it('is no request after its answer, whatever it holds', async () => {
    const before = searches;
    const search = `GET /notes HTTP/1.1\r\n${AUTHORIZED}\r\n`;
    const { socket, received } = await client(`POST /notes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n`);
    await until(() => received().includes('HTTP/1.1 401'));
    socket.write(`12345${search}`);
    await sleep(50);
    expect(searches).toBe(before);
  });

  it('reaches its sender as an answer even where he sends on at full speed', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/notes`, { method: 'POST', body: 'x'.repeat(4_000_000) });
    expect(answer.status).toBe(401);
  });

  it('streams for longer than that where lines are taken', async () => {
    const { socket, received } = await client(
      `POST /notes/stream HTTP/1.1\r\n${AUTHORIZED}Content-Type: application/x-ndjson\r\nContent-Length: 4\r\n\r\n1`,
    );
    await sleep(900);
    socket.write('234');
    await until(() => received().includes('bytes'));
    expect(received()).toContain('{"bytes":4}');
  });
});

describe('headers', () => {
  it('that do not end are answered with 408', async () => {
    const answer = await exchange('GET /notes HTTP/1.1\r\nHost: local');
    expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
    expect(answer).toContain('"code":"request-timeout"');
  });

  it('that are too large are answered with 431', async () => {
    const answer = await exchange(`GET /notes HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('content-type: application/problem+json');
    expect(answer).toContain('"code":"headers-too-large"');
  });

  it('that are not HTTP are answered with 400', async () => {
    expect(await exchange('EHLO example.org\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n[^]*"code":"bad-request"/);
  });

  it('that never come cost their connection', async () => {
    const { socket, received } = await client('');
    await once(socket, 'end');
    expect(received()).toBe('');
  });
});

describe('a Host header', () => {
  const ask = (host: string, path = '/notes') =>
    exchange(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`);

  it.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '[::1]:4180', 'desk.example.org', 'touchstone.internal:4180'])(
    '%s is served',
    async (host) => expect(await ask(host)).toMatch(/^HTTP\/1.1 200 /),
  );

  it.each(['elsewhere.example.org', 'localhost.example.org', '192.0.2.1', '', '[', 'desk.example.org@elsewhere'])(
    '%j is answered with 421',
    async (host) => expect(await ask(host)).toMatch(/^HTTP\/1.1 421 [^]*"code":"unknown-host"/),
  );

  it('may be any address where a probe asks for health, but no name', async () => {
    expect(await ask('192.0.2.1:4180', '/health/live')).toMatch(/^HTTP\/1.1 200 /);
    expect(await ask('elsewhere.example.org', '/health/live')).toMatch(/^HTTP\/1.1 421 /);
  });
});

describe('a packed body', () => {
  const packed = (encoding: string, body: Buffer, path = '/notes', type = 'application/json') =>
    exchange(post(path, `${AUTHORIZED}Content-Type: ${type}\r\nContent-Encoding: ${encoding}\r\n`, body));
  const text = Buffer.from('{"text":"Zoë"}');

  it.each([
    ['gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', text],
  ])('as %s is read', async (encoding, body) => {
    expect(await packed(encoding, body)).toMatch(/^HTTP\/1.1 201 /);
    expect(await packed(encoding, body, '/notes/stream', 'application/x-ndjson')).toContain(`{"bytes":${text.length}}`);
  });

  it.each(['zzz', 'gzip, gzip', 'compress'])('as %s is answered with 415, and with what is taken', async (encoding) => {
    for (const [path, type] of [
      ['/notes', 'application/json'],
      ['/notes/stream', 'application/x-ndjson'],
    ] as const) {
      const answer = await packed(encoding, text, path, type);
      expect(answer).toMatch(/^HTTP\/1.1 415 [^]*"code":"unsupported-content-encoding"/);
      expect(answer).toContain('accept-encoding: gzip, deflate, br');
    }
  });

  it('may unpack to no more than one that is not', async () => {
    expect(await packed('gzip', gzipSync(Buffer.alloc(50_000_000, ' ')))).toMatch(/^HTTP\/1.1 413 /);
  });

  it('is no stream of lines where it unpacks to a thousand times its size', async () => {
    expect(await packed('gzip', gzipSync(Buffer.alloc(50_000_000, ' ')), '/notes/stream', 'application/x-ndjson')).toMatch(
      /^HTTP\/1.1 413 /,
    );
  });

  it.each([
    ['that is not packed', text],
    ['that breaks off', gzipSync(text).subarray(0, 20)],
  ])('%s is answered with 400', async (_how, body) => {
    for (const [path, type] of [
      ['/notes', 'application/json'],
      ['/notes/stream', 'application/x-ndjson'],
    ] as const)
      expect(await packed('gzip', body, path, type)).toMatch(/^HTTP\/1.1 400 [^]*"code":"malformed-encoding"/);
  });
});

describe('1,000 pipelined searches on one connection', () => {
  it('leave the others their turn, and are answered meanwhile', async () => {
    const search = `GET /notes HTTP/1.1\r\n${AUTHORIZED}\r\n`;
    const { received } = await client(search.repeat(1000));
    await until(() => received().includes('found'));
    // How many of the thousand were carried out while another one waited.
    const waited: number[] = [];
    for (let n = 0; n < 10; n++) {
      const before = searches;
      await exchange(`GET /notes HTTP/1.1\r\n${AUTHORIZED}Connection: close\r\n\r\n`);
      waited.push(searches - before);
    }
    expect(Math.max(...waited)).toBeLessThan(10);
    const answered = (): number => received().split('found').length - 1;
    const before = answered();
    await until(() => answered() > before + 10);
  });
});

describe('2,000 wrong tokens', () => {
  it('are slowed and told of once, and a right one from the same address passes', async () => {
    log.length = 0;
    const wrong = `GET /notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n\r\n`;
    const guessing = await Promise.all(Array.from({ length: 20 }, () => client(wrong.repeat(100))));
    const statuses = (): string[] =>
      guessing.flatMap(({ received }) => [...received().matchAll(/HTTP\/1.1 (\d+) /g)].map(([, status = '']) => status));
    await until(() => statuses().includes('429'));
    expect(await exchange(`GET /notes HTTP/1.1\r\n${AUTHORIZED}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /);
    const before = statuses().length;
    await sleep(1000);
    // Each connection is told to come later ten times a second at most.
    expect(statuses().length - before).toBeLessThan(20 * 15);
    expect(statuses().filter((status) => status === '401').length).toBeLessThanOrEqual(40);
    expect(guessing.map(({ received }) => received()).join('')).toMatch(/retry-after: \d+\r\n/i);
    expect(log.filter((line) => line.includes('"statusCode":429'))).toEqual([]);
  });
});
