import { connect, type Socket } from 'node:net';

/** Clients without rights, until they are stopped: `node unwelcome-clients.js URL`. */
const { hostname, port } = new URL(process.argv[2] ?? '');

const SLOW = 200;
const SLOW_BYTE_MS = 1000;
/** They come one after the other, as different clients do. */
const SLOW_SPREAD_MS = 2000;
const WRONG_A_SECOND = 2000;
const GUESSING = 100;
const TICK_MS = 10;
/** A connection that takes no more than this is given up for a new one. */
const STUCK_BYTES = 64 * 1024;

const slowHead =
  'POST /api/v1/touchpoints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{';
const guess = 'GET /api/v1/customers?q=ada HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a-guess-of-24-characters\r\n\r\n';

/** Keeps a connection open, and goes on sending after its answer: another one takes its place when it is closed. */
function keepOpen(onOpen: (socket: Socket) => void): { current: Socket } {
  const kept = { current: open() };
  function open(): Socket {
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true }, () => onOpen(socket));
    socket.on('error', () => undefined).on('close', () => setTimeout(() => (kept.current = open()), TICK_MS));
    socket.resume();
    return socket;
  }
  return kept;
}

for (let n = 0; n < SLOW; n++) {
  setTimeout(
    () => {
      const slow = keepOpen((socket) => socket.write(slowHead));
      setInterval(() => slow.current.writable && slow.current.write(' '), SLOW_BYTE_MS);
    },
    (n * SLOW_SPREAD_MS) / SLOW,
  );
}

const guessing = Array.from({ length: GUESSING }, () => keepOpen(() => undefined));
let turn = 0;
setInterval(() => {
  for (let n = 0; n < (WRONG_A_SECOND * TICK_MS) / 1000; n++) {
    const { current } = guessing[turn++ % GUESSING] ?? {};
    if (!current?.writable) continue;
    if (current.writableLength > STUCK_BYTES) current.destroy();
    else current.write(guess);
  }
}, TICK_MS);
process.stdout.write('at it\n');
