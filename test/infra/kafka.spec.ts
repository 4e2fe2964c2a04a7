import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithKafka } from '#streaming/testing';

const KAFKA = join(__dirname, '..', '..', 'infra', 'kafka', 'kafka.mjs');

// Elsewhere there is no /proc, and ps is always there.
const group = process.platform === 'linux' ? describeWithKafka : describe.skip;

group('A broker on a machine that lacks ps, as small images do', () => {
  it('starts, is known to run, and stops', () => {
    const root = mkdtempSync(join(tmpdir(), 'kafka-without-ps-'));
    try {
      const commands = join(root, 'commands');
      mkdirSync(commands);
      symlinkSync(execFileSync('sh', ['-c', 'command -v java'], { encoding: 'utf8' }).trim(), join(commands, 'java'));
      const kafka = (command: string): readonly [number | null, string] => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [KAFKA, command, '--folder', join(root, 'broker')], {
          encoding: 'utf8',
          env: { ...process.env, PATH: commands },
        });
        return [status, stdout + stderr];
      };
      const started = kafka('start');
      expect(started).toEqual([0, expect.stringMatching(/^127\.0\.0\.1:\d+\n$/)]);
      expect(kafka('start')).toEqual(started);
      const { pid } = JSON.parse(readFileSync(join(root, 'broker', 'state.json'), 'utf8')) as { pid: number };
      expect(kafka('stop')).toEqual([0, '']);
      const left = `/proc/${pid}/cmdline`;
      expect(existsSync(left) ? readFileSync(left, 'utf8') : '').toBe('');
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
