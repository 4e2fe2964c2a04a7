import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverPlace } from './server-place.js';

describe('a server', () => {
  let server: Server;
  let asked: { method?: string | undefined; url?: string | undefined; token?: string | undefined; body: string };
  let answer: { status: number; text: string };

  beforeEach(async () => {
    server = createServer((request: IncomingMessage, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        asked = { method: request.method, url: request.url, token: request.headers.authorization, body };
        response.writeHead(answer.status).end(answer.text);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const place = (): ReturnType<typeof serverPlace> => {
    const { port } = server.address() as AddressInfo;
    return serverPlace({ url: `http://127.0.0.1:${port}/below`, token: 'secret' }, false);
  };

  it('is asked below its address, with its token, and answers JSON', async () => {
    answer = { status: 201, text: '{"id":"1"}' };
    expect(await place().call('POST', 'tokens', { name: 'crm' })).toEqual({ id: '1' });
    expect(asked).toEqual({ method: 'POST', url: '/below/api/v1/tokens', token: 'Bearer secret', body: '{"name":"crm"}' });
  });

  it.each([
    [
      'the problem that it names',
      409,
      '{"code":"nothing-to-promote","detail":"Build one first."}',
      'answered 409: Build one first.',
    ],
    ['that it takes no such token', 401, '{"code":"unauthorized"}', 'does not accept the token'],
    ['that it may be no Touchstone server', 200, '<html>', 'Is it the address of a Touchstone server?'],
  ])('that refuses is told of with %s', async (_name, status, text, message) => {
    answer = { status, text };
    const { code } = text.startsWith('{') ? (JSON.parse(text) as { code: string }) : { code: undefined };
    await expect(place().call('GET', 'views')).rejects.toMatchObject({
      code: 'refused',
      problem: code,
      message: expect.stringContaining(message) as string,
    });
  });

  it('that does not answer is told of by its address', async () => {
    const gone = place();
    await new Promise((done) => server.close(done));
    server = createServer().listen(0);
    await expect(gone.call('GET', 'views')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('does not answer (ECONNREFUSED)') as string,
    });
  });
});
