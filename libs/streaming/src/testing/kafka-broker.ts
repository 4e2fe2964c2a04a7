import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from '@jest/globals';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import type { StreamingLog } from '../streaming-log.js';

/** Starts and stops brokers. */
export const KAFKA_SCRIPT = join(__dirname, '../../../../infra/kafka/kafka.mjs');
const run = promisify(execFile);

/** The Kafka that tests use, from `KAFKA_BROKERS`. */
export function testKafka(): KafkaSettings {
  return { brokers: (process.env.KAFKA_BROKERS ?? '').split(',') };
}

/** A `describe` whose tests are skipped where `KAFKA_BROKERS` names no Kafka. */
export const describeWithKafka: (name: string, tests: () => void) => void = (name, tests) =>
  (process.env.KAFKA_BROKERS ? describe : describe.skip)(`${name} (needs KAFKA_BROKERS)`, tests);

export const QUIET: StreamingLog = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** A broker of the test's own, to be killed and started again. */
export interface OwnBroker {
  readonly settings: KafkaSettings;
  /** Where configuration, data and log lie. */
  readonly folder: string;
  /** What another broker needs to join. */
  readonly cluster: { readonly id: string; readonly controllerPort: number };
  /** Starts it on the same port with the same data. */
  start(): Promise<void>;
  /** Kills it without any clean-up. */
  kill(): void;
  remove(): Promise<void>;
}

/** With `properties` besides the usual ones, and options of kafka.mjs. */
export async function ownBroker(
  properties: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<OwnBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-broker-'));
  const given = Object.entries(properties).flatMap(([name, value]) => ['--property', `${name}=${value}`]);
  const start = async (): Promise<string> => {
    const { stdout } = await run(process.execPath, [KAFKA_SCRIPT, 'start', '--folder', folder, ...given, ...options]);
    return stdout.trim();
  };
  const state = (): { pid: number; cluster: string; controllerPort: number } =>
    JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as ReturnType<typeof state>;
  const address = await start();
  const { cluster: id, controllerPort } = state();
  return {
    settings: { brokers: [address] },
    folder,
    cluster: { id, controllerPort },
    async start() {
      await start();
    },
    kill: () => void process.kill(state().pid, 'SIGKILL'),
    async remove() {
      await run(process.execPath, [KAFKA_SCRIPT, 'stop', '--folder', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
