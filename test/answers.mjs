// Whether somebody listens at a host and port: node test/answers.mjs HOST PORT [SECONDS TO WAIT]
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [host, port, seconds = '0'] = process.argv.slice(2);
const until = Date.now() + Number(seconds) * 1000;

const answers = () =>
  new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 1000 });
    const done = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
  });

while (!(await answers())) {
  if (Date.now() >= until) process.exit(1);
  await sleep(200);
}
