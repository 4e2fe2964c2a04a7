import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const group = hasPromtool ? describe : describe.skip;

group(hasPromtool ? 'The alerts of Prometheus' : 'The alerts of Prometheus (needs promtool)', () => {
  it('tell what alerts.test.yml says, and nothing more', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', join(__dirname, 'alerts.test.yml')], {
      encoding: 'utf8',
    });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
