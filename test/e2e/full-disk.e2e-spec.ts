import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundCustomers } from '#customers';
import type { ViewsProblem, ViewsStatus } from '#views';
import { startServer, type TestServer } from './server.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-small-disk-'));
const disk = join(folder, 'disk');
const mounted = mountSmallDisk();

/** A file system of 16 MB; only root may make one. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('mkdir', [disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('umount', ['--lazy', disk]);
  rmSync(folder, { recursive: true });
});

const ballast = join(disk, 'ballast');

/** Takes all that is left of the disk, but for so many bytes; there is never more than that meanwhile. */
function fill(leaving: number): void {
  const file = openSync(ballast, 'a');
  const piece = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(file, piece);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
    ftruncateSync(file, fstatSync(file).size - leaving);
  } finally {
    closeSync(file);
  }
}

const touchpoint = (externalId: string): object => ({
  source: 'desk',
  externalId,
  occurredAt: '2026-05-01T10:00:00Z',
  kind: 'note',
  channel: 'crm',
  direction: 'internal',
  department: 'service',
  parties: [
    {
      role: 'subject',
      identifiers: [
        { type: 'customer-number', value: 'K1' },
        { type: 'email', value: `${externalId}@example.org` },
      ],
    },
  ],
});

interface Ready {
  readonly checks: { readonly views: { readonly problems?: Readonly<Record<string, ViewsProblem>> } };
}

(mounted ? describe : describe.skip)(
  `A disk that fills and is emptied${mounted ? '' : ' (needs root to mount a small one)'}`,
  () => {
    let server: TestServer;
    const start = async (): Promise<void> => {
      server = await startServer(join(disk, 'data'), { TOUCHSTONE_KEYS: join(folder, 'keys'), TOUCHSTONE_LOG: 'info' });
    };
    beforeAll(start);
    afterAll(() => server.stop());

    const record = (externalId: string) => server.call('POST', '/touchpoints', touchpoint(externalId));
    const newerThan = (position: string): string => `/customers?q=K1&after=${position}`;
    const touchpoints = async (after: string): Promise<number | undefined> =>
      (await server.call<FoundCustomers>('GET', newerThan(after))).body.customers[0]?.touchpoints;
    const ready = () => server.call<Ready>('GET', '/health/ready');
    const problems = async (): Promise<Readonly<Record<string, ViewsProblem>>> =>
      (await ready()).body.checks.views.problems ?? {};
    /** The sets of which the log says so, in order of their names. */
    const setsLogged = (message: string): string[] =>
      server
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{') && line.includes(message))
        .map((line) => (JSON.parse(line) as { set: string }).set)
        .toSorted();

    it('refuses, names what stands still, loses nothing, and catches up by itself without a restart', async () => {
      const before = (await record('before')).body.position;
      expect(await touchpoints(before)).toBe(1);

      // Nothing is left: nothing of a write is kept.
      fill(0);
      expect(await record('refused')).toMatchObject({
        status: 507,
        body: { code: 'disk-full', title: 'The disk is full', detail: expect.stringMatching(/Nothing of .* was kept/) as string },
      });

      // A little more room at a time: in the end for a write, and not for what the views make of it.
      let recorded = 1;
      let newest = before;
      for (let leaving = 16_384; Object.keys(await problems()).length === 0 && leaving < 2_000_000; leaving += 16_384) {
        fill(leaving);
        const { status, body } = await record(`full-${leaving}`);
        expect([201, 507]).toContain(status);
        if (status === 507) continue;
        recorded += 1;
        newest = body.position;
        await sleep(500);
      }
      fill(0);
      const failing = await problems();
      const names = Object.keys(failing).toSorted();
      expect(names).toContain('customers');
      for (const problem of Object.values(failing))
        expect(problem).toEqual({ code: 'disk-full', since: expect.stringMatching(/^2.*Z$/) as string });
      const { sets } = (await server.call<{ sets: readonly ViewsStatus[] }>('GET', '/views')).body;
      for (const { set, serving } of sets) expect({ set, problem: serving.problem }).toEqual({ set, problem: failing[set] });
      // Look-ups are answered with what the views have; who asks for the newest is told why it is not there.
      expect(await touchpoints(before)).toBe(recorded - 1);
      expect(await server.call('GET', newerThan(newest))).toMatchObject({
        status: 503,
        body: { code: 'views-behind', detail: expect.stringMatching(/cannot go on \(disk-full, since 2/) as string },
      });

      // It is tried again and again, and the log says it once.
      await sleep(3000);
      expect((await ready()).status).toBe(200);
      expect(await problems()).toEqual(failing);
      expect(setsLogged('a view edition cannot go on; trying again')).toEqual(names);

      // Room again: writes go on at once, and the views by themselves.
      rmSync(ballast);
      const { status, body } = await record('refused');
      expect(status).toBe(201);
      for (const end = Date.now() + 30_000; Object.keys(await problems()).length > 0 && Date.now() < end;) await sleep(50);
      expect(await touchpoints(body.position)).toBe(recorded + 1);
      expect(setsLogged('a view edition goes on again')).toEqual(names);
      expect((await record('before')).body).toMatchObject({ duplicate: true, position: before });

      expect(await server.stop()).toBe(0);
      await start();
      expect(await touchpoints(body.position)).toBe(recorded + 1);
    });
  },
);
