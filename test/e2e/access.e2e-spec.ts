import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { testOpenStreams } from './open-streams.js';
import { runCli, runServer, startServer, temporaryFolder, type TestServer } from './server.js';

const CALL = {
  source: 'contact-centre',
  externalId: 'call-1',
  occurredAt: '2026-11-20T09:31:00+01:00',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  parties: [{ role: 'caller', name: 'Ada Byron', identifiers: [{ type: 'email', value: 'ada@example.org' }] }],
};

describe('Who comes in', () => {
  const folder = temporaryFolder();
  const data = `${folder.path}/data`;
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(data, { TOUCHSTONE_LOG: 'info' });
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  async function createToken(name: string, ...roles: string[]): Promise<{ token: string; id: string }> {
    const { code, output } = await runCli(['token', 'create', '--name', name, '--role', ...roles, '--data', data]);
    expect(code).toBe(0);
    return { token: /^touchstone_\S+$/m.exec(output)?.[0] ?? '', id: /Its id is (\w+)/.exec(output)?.[1] ?? '' };
  }
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  const withCookie = (cookie: string) => fetch(`${server.url}/api/v1/session`, { headers: { cookie } });

  it('is known to every event by id and kind, and by no name; the header of before says nothing', async () => {
    const { token, id } = await createToken('Jane Roe', 'agent');
    const headers = { ...as(token), 'x-touchstone-actor': 'Somebody Else' };
    const { status, body } = await server.call('POST', '/api/v1/touchpoints', CALL, headers);
    expect(status).toBe(201);
    await server.call('GET', `/api/v1/customers?q=ada@example.org&after=${body.position}`);
    const ledger = new Database(join(data, 'ledger.db'), { readonly: true });
    const rows = JSON.stringify(ledger.prepare('SELECT * FROM events').all(), (_key, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : value,
    );
    ledger.close();
    expect(rows).toContain(id);
    for (const name of ['Jane Roe', 'Somebody Else']) expect(rows).not.toContain(name);
  });

  it('is in the log with the customer who was looked at, and no name of either', async () => {
    const { token, id } = await createToken('Omar Field', 'agent');
    const found = await server.call<{ opened?: { card: { id: string } } }>(
      'GET',
      '/api/v1/customers?q=ada@example.org&open=true',
      undefined,
      as(token),
    );
    const customer = found.body.opened?.card.id;
    await server.call('GET', `/api/v1/customers/${customer}/timeline`, undefined, as(token));
    const linesOf = () =>
      server
        .output()
        .split('\n')
        .filter((line) => line.includes(`"principal":"${id}","customer":"${customer}"`) && line.includes('"level":30'));
    for (const deadline = Date.now() + 5000; linesOf().length < 2 && Date.now() < deadline;) await sleep(20);
    expect(linesOf()).toHaveLength(2);
    for (const secret of ['Omar', 'Ada', 'ada@', token, server.token]) expect(server.output()).not.toContain(secret);
  });

  it('is out as soon as the token is revoked, with the session that began with it; the name stays in the list', async () => {
    const { token, id } = await createToken('Gone Soon', 'analyst');
    const { headers } = await server.call('POST', '/api/v1/session', undefined, as(token));
    const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
    expect(await (await withCookie(cookie)).json()).toEqual({ id, name: 'Gone Soon', kind: 'person', roles: ['analyst'] });
    expect((await runCli(['token', 'revoke', id, '--data', data])).code).toBe(0);
    expect((await server.call('GET', '/api/v1/session', undefined, as(token))).status).toBe(401);
    expect((await withCookie(cookie)).status).toBe(401);
    const { output } = await runCli(['token', 'list', '--data', data]);
    expect(output).toMatch(new RegExp(`${id}\\s+Gone Soon\\s+person\\s+analyst\\s+\\S+ \\S+\\s+\\S+`));
    expect(output).not.toContain(token);
  });

  it('signs out for good: the old cookie opens nothing any more, nor after a restart', async () => {
    const { token } = await createToken('Here And There', 'agent');
    const begin = async () => {
      const { headers } = await server.call('POST', '/api/v1/session', undefined, as(token));
      return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    };
    const [left, stays] = [await begin(), await begin()];
    const out = await fetch(`${server.url}/api/v1/session`, { method: 'DELETE', headers: { cookie: left } });
    expect(out.status).toBe(204);
    expect([(await withCookie(left)).status, (await withCookie(stays)).status]).toEqual([401, 200]);
    await server.stop();
    server = await startServer(data, { TOUCHSTONE_LOG: 'info' });
    expect([(await withCookie(left)).status, (await withCookie(stays)).status]).toEqual([401, 200]);
  });

  it('is told which roles may, where theirs does not', async () => {
    const { token } = await createToken('CRM', 'service');
    const { status, body } = await server.call('POST', '/api/v1/views/customers/rebuild', undefined, as(token));
    expect([status, body.code]).toEqual([403, 'not-allowed']);
    expect(body.detail).toContain('This is for admin. You come in as service.');
  });
});

describe('Live events', () => {
  const folder = temporaryFolder();
  const data = `${folder.path}/data`;
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(data);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });
  testOpenStreams(() => ({ server, cli: { args: ['--data', data] } }));
});

describe('The first token', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  it('never gets into a log: neither a new one, nor one of before, nor that of the environment', async () => {
    const data = `${folder.path}/data`;
    for (const isFixed of [false, false, true]) {
      const server = await startServer(data, isFixed ? {} : { TOUCHSTONE_TOKEN: '' });
      const kept = readFileSync(`${data}.keys/token`, 'utf8').trim();
      expect(server.output()).toContain('Sign in with the');
      for (const secret of [kept, server.token]) expect(server.output()).not.toContain(secret);
      const token = isFixed ? server.token : kept;
      expect((await server.call('GET', '/api/v1/session', undefined, { authorization: `Bearer ${token}` })).status).toBe(200);
      await server.stop();
    }
    expect(readdirSync(`${data}.keys`)).toContain('token');
  });

  it('is the file of an installation of before, which stays an administrator’s', async () => {
    const data = `${folder.path}/before`;
    const made = await startServer(data, { TOUCHSTONE_TOKEN: '' });
    await made.stop();
    writeFileSync(`${data}.keys/token`, 'a-token-of-an-older-version\n');
    const server = await startServer(data, { TOUCHSTONE_TOKEN: '' });
    const headers = { authorization: 'Bearer a-token-of-an-older-version' };
    const { body } = await server.call<object>('GET', '/api/v1/session', undefined, headers);
    expect(body).toMatchObject({ id: 'administrator', roles: ['admin'] });
    await server.stop();
  });

  it('is refused where it is 24 times the same letter, with what to do', async () => {
    const child = runServer(`${folder.path}/weak`, { TOUCHSTONE_TOKEN: 'a'.repeat(24) });
    let output = '';
    child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(78);
    expect(output).toContain('TOUCHSTONE_TOKEN must not consist of few characters');
    expect(output).toContain('openssl rand -base64 32');
  });
});
