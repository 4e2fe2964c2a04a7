import { setTimeout as sleep } from 'node:timers/promises';
import { runCli, type TestEndpoint } from './server.js';

/** An installation whose streams are opened, and how its tokens are made and revoked. */
export interface StreamedWorld {
  readonly server: TestEndpoint;
  readonly cli: { readonly args: readonly string[]; readonly environment?: Record<string, string> };
}

interface OpenedStream {
  readonly hasEnded: () => boolean;
  readonly close: () => void;
}

/** How long a stream may go on after its reader may not come in any more. */
const SOON_MS = 5000;

/** What becomes of live events when those who read them may not come in any more. */
export function testOpenStreams(world: () => StreamedWorld): void {
  let customer: string;
  const streams: OpenedStream[] = [];
  beforeAll(async () => {
    const { server } = world();
    const { body } = await server.call('POST', '/touchpoints', {
      source: 'contact-centre',
      externalId: 'streamed',
      occurredAt: '2026-11-20T09:31:00+01:00',
      kind: 'call',
      channel: 'phone',
      direction: 'inbound',
      department: 'billing',
      parties: [{ role: 'caller', identifiers: [{ type: 'email', value: 'grace@example.org' }] }],
    });
    const found = await server.call<{ customers: { id: string }[] }>(
      'GET',
      `/customers?q=grace@example.org&after=${body.position}`,
    );
    customer = found.body.customers[0]?.id ?? '';
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });

  async function open(headers: Record<string, string>): Promise<OpenedStream> {
    const leaving = new AbortController();
    const url = `${world().server.url}/api/v1/customers/${customer}/events`;
    const { status, body } = await fetch(url, { headers, signal: leaving.signal });
    expect(status).toBe(200);
    let hasEnded = false;
    const reader = body?.getReader();
    const read = async (): Promise<void> => {
      while ((await reader?.read())?.done === false);
    };
    void read().then(
      () => (hasEnded = true),
      () => undefined,
    );
    const stream = { hasEnded: () => hasEnded, close: () => leaving.abort() };
    streams.push(stream);
    return stream;
  }

  async function createToken(name: string): Promise<{ token: string; id: string }> {
    const { args, environment } = world().cli;
    const { code, output } = await runCli(['token', 'create', '--name', name, '--role', 'agent', ...args], environment);
    expect(code).toBe(0);
    return { token: /^touchstone_\S+$/m.exec(output)?.[0] ?? '', id: /Its id is (\w+)/.exec(output)?.[1] ?? '' };
  }

  async function signIn(token: string): Promise<string> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await world().server.call('POST', '/session', undefined, headers);
    return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  async function ended(...expected: readonly OpenedStream[]): Promise<void> {
    for (const deadline = Date.now() + SOON_MS; !expected.every((stream) => stream.hasEnded()); await sleep(20))
      if (Date.now() > deadline) throw new Error('The stream goes on.');
  }

  it('end when whoever reads them signs out, and those of another session go on', async () => {
    const { token } = await createToken('Grace');
    const [left, stays] = [await signIn(token), await signIn(token)];
    const [first, other, byToken] = [
      await open({ cookie: left }),
      await open({ cookie: stays }),
      await open({ authorization: `Bearer ${token}` }),
    ];
    await fetch(`${world().server.url}/api/v1/session`, { method: 'DELETE', headers: { cookie: left } });
    await ended(first);
    expect([other.hasEnded(), byToken.hasEnded()]).toEqual([false, false]);
  });

  it('end when the token that opened them, or the session they belong to, is revoked', async () => {
    const { token, id } = await createToken('Gone Soon');
    const { token: another } = await createToken('Stays');
    const [bySession, byToken, other] = [
      await open({ cookie: await signIn(token) }),
      await open({ authorization: `Bearer ${token}` }),
      await open({ authorization: `Bearer ${another}` }),
    ];
    const { args, environment } = world().cli;
    expect((await runCli(['token', 'revoke', id, ...args], environment)).code).toBe(0);
    await ended(bySession, byToken);
    expect(other.hasEnded()).toBe(false);
  });
}
