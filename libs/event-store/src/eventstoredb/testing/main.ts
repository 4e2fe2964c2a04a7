import { parseArgs } from 'node:util';
import { startEventStoreStub } from './stub-server.js';

/** The stub as a process of its own: `node main.js [--port 2113] [--file ledger.jsonl]` prints its connection string and runs until it is ended. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, file: { type: 'string' } } });
  const stub = await startEventStoreStub({
    port: Number(values.port),
    ...(values.file === undefined ? {} : { file: values.file }),
  });
  process.stdout.write(`${stub.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stub.stop());
}

void main();
