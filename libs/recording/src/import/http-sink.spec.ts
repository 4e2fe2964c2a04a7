import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpSink } from './http-sink.js';

type Behaviour = (body: string, response: ServerResponse) => void;

const LINES = [
  { number: 11, json: '{"a":1}' },
  { number: 12, raw: '{"unmapped":{}}', problem: 'bad date' },
  { number: 13, json: '{"a":2}' },
];

const answers = (response: ServerResponse, count = 3): void => {
  const lines = [
    { line: 1, status: 'accepted', id: 'x', position: '1' },
    { line: 2, status: 'quarantined', problem: { detail: 'unknown field' } },
    { line: 3, status: 'duplicate' },
  ];
  response.end(
    lines
      .slice(0, count)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
};

describe('recording over HTTP', () => {
  let server: Server;
  let behaviours: Behaviour[];
  let requests: { url: string | undefined; token: string | undefined; type: string | undefined; body: string }[];

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        requests.push({ url: request.url, token: request.headers.authorization, type: request.headers['content-type'], body });
        (behaviours.shift() ?? ((_body, last) => answers(last, body.trim().split('\n').length)))(body, response);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  const sink = (waits: readonly number[] = [1, 1, 1]): HttpSink => {
    const { port } = server.address() as AddressInfo;
    return new HttpSink({ url: `http://127.0.0.1:${port}/ledger`, token: 'secret', waits });
  };

  it('sends a batch and answers each line by its number in the file', async () => {
    behaviours = [];
    expect(await sink().record(LINES)).toEqual([
      { line: 11, status: 'accepted' },
      { line: 12, status: 'quarantined', problem: 'bad date' },
      { line: 13, status: 'duplicate' },
    ]);
    expect(requests).toEqual([
      {
        url: '/ledger/api/v1/touchpoints/batch',
        token: 'Bearer secret',
        type: 'application/x-ndjson',
        body: '{"a":1}\n{"unmapped":{}}\n{"a":2}\n',
      },
    ]);
  });

  it('tries again after a lost connection, an answer that broke off and a server that is starting', async () => {
    behaviours = [
      (_body, response) => response.destroy(),
      (_body, response) => answers(response, 0),
      (_body, response) => response.writeHead(503).end(),
    ];
    expect(await sink().record(LINES)).toHaveLength(3);
    expect(requests).toHaveLength(4);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  });

  it('goes on after what was answered before an answer broke off', async () => {
    behaviours = Array.from({ length: 2 }, (): Behaviour => (_body, response) => answers(response, 1));
    expect((await sink([1]).record(LINES)).map(({ line }) => line)).toEqual([11, 12, 13]);
    expect(requests.map(({ body }) => body.trim().split('\n').length)).toEqual([3, 2, 1]);
  });

  it('that breaks off at the same line every time ends, and names its record', async () => {
    behaviours = [
      (_body, response) => answers(response, 1),
      ...Array.from({ length: 9 }, (): Behaviour => (_body, response) => answers(response, 0)),
    ];
    await expect(sink().record(LINES)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('from record 12 of the file on: the answer broke off') as string,
    });
    expect(requests).toHaveLength(4);
  });

  it('gives up in the end, with a message that says why', async () => {
    behaviours = Array.from({ length: 4 }, (): Behaviour => (_body, response) => response.writeHead(502).end());
    await expect(sink().record(LINES)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('it answered 502') as string,
    });
    expect(requests).toHaveLength(4);
  });

  it.each([
    [401, {}, 'does not accept the token'],
    [415, { title: 'Unsupported media type' }, 'refused the request (415): Unsupported media type'],
  ])('does not try again after %i', async (status, body, message) => {
    behaviours = [(_body, response) => response.writeHead(status).end(JSON.stringify(body))];
    await expect(sink().record(LINES)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(message) as string,
    });
    expect(requests).toHaveLength(1);
  });
});
