import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { runServer, startServer, temporaryFolder, type TestServer } from './server.js';

const MEGABYTE = 1_000_000;

/** A touchpoint of about so many bytes. */
const line = (externalId: string, bytes = 0): string =>
  JSON.stringify({
    source: 'shop',
    externalId,
    occurredAt: '2026-05-01T10:00:00Z',
    kind: 'note',
    channel: 'web',
    direction: 'inbound',
    department: 'sales',
    parties: [{ role: 'customer', identifiers: [{ type: 'email', value: 'ada@example.org' }] }],
    content: 'x'.repeat(bytes),
  });

/** Resident memory of a process, in bytes. */
function memoryOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);
}

describe('Nobody blocks the way', () => {
  const folder = temporaryFolder();
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(`${folder.path}/data`);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const sendBatch = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/api/v1/touchpoints/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/x-ndjson', ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };

  it('1,000 pipelined searches on one connection let the look-up of another one through', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    let answered = 0;
    socket.on('data', (chunk: Buffer) => (answered += chunk.toString('latin1').split('HTTP/1.1 200').length - 1));
    const search = `GET /api/v1/customers?q=ada HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token}\r\n\r\n`;
    socket.write(search.repeat(1000));
    await once(socket, 'data');
    const waited: number[] = [];
    for (let n = 0; n < 5; n++) {
      const before = answered;
      expect((await server.call('GET', '/customers?q=ada')).status).toBe(200);
      waited.push(answered - before);
    }
    socket.destroy();
    // Opening a connection takes a few turns; the one before answered all of the thousand first.
    expect(Math.min(...waited)).toBeLessThan(50);
  });

  it('a packed batch is unpacked, and one packed in another way is refused, not kept', async () => {
    expect(await sendBatch(gzipSync(`${line('g1')}\n${line('g2')}\n`), { 'content-encoding': 'gzip' })).toMatchObject({
      status: 200,
      text: expect.stringMatching(/"accepted"[^]*"accepted"/),
    });
    expect(await sendBatch(line('g3'), { 'content-encoding': 'zzz' })).toMatchObject({ status: 415 });
    expect((await server.call<{ total: number }>('GET', '/quarantine')).body.total).toBe(0);
  });

  it('32 batches of 12 touchpoints of 800 kB at once stay under 600 MB', async () => {
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, memoryOf(server.pid))), 20);
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, batch) =>
        sendBatch(Array.from({ length: 12 }, (_line, n) => line(`m${batch}-${n}`, 800_000)).join('\n')),
      ),
    );
    clearInterval(watching);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.map(({ text }) => text.trimEnd().split('\n').length)).toEqual(answers.map(() => 12));
    expect(most / MEGABYTE).toBeLessThan(600);
  });

  it('wrong tokens in masses are slowed, and in the log with their address and how many they were', async () => {
    const other = await startServer(`${folder.path}/other`);
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const { status } = await fetch(`${other.url}/api/v1/customers?q=x`, { headers: { authorization: 'Bearer wrong' } });
        return status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect((await other.call('GET', '/customers?q=x')).status).toBe(200);
    await other.stop();
    const told = other
      .output()
      .split('\n')
      .filter((entry) => entry.includes('wrong credentials were sent'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ address: '127.0.0.1', count: 100 });
  });

  it('an address that others reach in the clear is warned of, one behind TLS is not', async () => {
    for (const [settings, warned] of [
      [{ HOST: '0.0.0.0' }, true],
      [{ HOST: '0.0.0.0', TOUCHSTONE_PUBLIC_URL: 'https://touchstone.example.org' }, false],
    ] as const) {
      const child = runServer(`${folder.path}/clear`, settings);
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
      while (!output.includes('listens on http')) await once(child.stdout ?? child, 'data');
      child.kill('SIGTERM');
      await once(child, 'exit');
      // In the log and on the terminal.
      expect(output.split('tokens and personal data cross the network readable').length - 1).toBe(warned ? 2 : 0);
    }
  });

  it('a taken port says how to choose another', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const child = runServer(`${folder.path}/taken`, { PORT: String(port) });
    let told = '';
    child.stderr?.on('data', (text: Buffer) => (told += text.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    taken.close();
    expect(code).toBe(75);
    expect(told).toContain(`Port ${port} of 127.0.0.1 is taken`);
    expect(told).toContain(`PORT=${port + 1}`);
  });
});
