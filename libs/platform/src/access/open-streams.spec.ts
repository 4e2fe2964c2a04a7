import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type Access, type AccessStores, accessFiles, openAccess } from './access.js';
import { OpenStreams } from './open-streams.js';
import type { Principal } from './principal.js';
import { SESSION_SECONDS } from './sessions.js';

const EVERY_MS = 20;
/** A change of another process is noticed in files within 50 ms. */
const NOTICED_MS = 200;

let keys: string;
let stores: AccessStores;
let access: Access;
let streams: OpenStreams;
let jane: Principal;
let now: number;
const ended: string[] = [];

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  keys = mkdtempSync(join(tmpdir(), 'keys-'));
  stores = accessFiles(keys);
  access = openAccess(keys, 'a-token-that-somebody-fixed', stores).access;
  const { token } = await stores.tokens.create({ name: 'Jane', kind: 'person', roles: ['agent'] });
  const known = await access.authenticate(token);
  if (!known) throw new Error('Jane is not known');
  jane = known;
  now = Date.now();
  streams = new OpenStreams(access, EVERY_MS, () => now);
  ended.length = 0;
});
afterEach(() => {
  streams.onModuleDestroy();
  rmSync(keys, { recursive: true });
});

const open = (name: string, headers: Readonly<Record<string, string>>) =>
  streams.add({ principal: jane, headers }, () => ended.push(name));
const ofSession = (cookie: string) => ({ cookie: `touchstone_session=${cookie}` });

describe('an open stream', () => {
  it('ends when its session is signed out in another process, and no other with it', async () => {
    const [left, stays] = [access.startSession(jane, now), access.startSession(jane, now)];
    open('left', ofSession(left));
    open('stays', ofSession(stays));
    open('by token', { authorization: 'Bearer x', ...ofSession(left) });
    await sleep(NOTICED_MS);
    expect(ended).toEqual([]);
    await openAccess(keys, 'a-token-that-somebody-fixed', accessFiles(keys)).access.endSession(left);
    await sleep(NOTICED_MS);
    expect(ended).toEqual(['left']);
  });

  it('ends when its session is too old', async () => {
    open('session', ofSession(access.startSession(jane, now)));
    open('token', { authorization: 'Bearer x' });
    now += SESSION_SECONDS * 1000;
    await sleep(NOTICED_MS);
    expect(ended).toEqual(['session']);
  });

  it('ends when its token is revoked, with the streams of sessions that began with that', async () => {
    open('session', ofSession(access.startSession(jane, now)));
    open('token', { authorization: 'Bearer x' });
    const closed = open('closed before', { authorization: 'Bearer x' });
    closed();
    await accessFiles(keys).tokens.revoke(jane.id);
    await sleep(NOTICED_MS);
    expect(ended).toEqual(['session', 'token']);
  });

  it('stays open while the stores cannot be asked, and ends when they can', async () => {
    const over = jest.spyOn(access, 'over').mockRejectedValue(new Error('PostgreSQL is down'));
    open('token', { authorization: 'Bearer x' });
    await stores.tokens.revoke(jane.id);
    await sleep(NOTICED_MS);
    expect(ended).toEqual([]);
    over.mockRestore();
    await sleep(NOTICED_MS);
    expect(ended).toEqual(['token']);
  });
});

it('a thousand open streams are one look at the stores', async () => {
  const over = jest.spyOn(access, 'over');
  const among = jest.spyOn(stores.ended, 'among');
  const get = jest.spyOn(stores.tokens, 'get');
  for (let n = 0; n < 1000; n++) open(String(n), ofSession(access.startSession(jane, now)));
  await sleep(NOTICED_MS);
  const looks = over.mock.calls.length;
  expect(looks).toBeGreaterThan(1);
  expect(looks).toBeLessThanOrEqual(NOTICED_MS / EVERY_MS);
  expect([among.mock.calls.length, get.mock.calls.length]).toEqual([looks, looks]);
});
