import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessFiles, openAccess } from '../access/access.js';
import { Allow } from '../access/route-access.js';
import { loadConfiguration } from '../configuration/load-configuration.js';
import { PlatformModule } from '../platform.module.js';
import { createHttpApp } from './http-app.js';
import { describeOnNetwork, OWN_ADDRESSES } from './testing/own-addresses.js';

const [ADDRESS = ''] = OWN_ADDRESSES;
/** Wrong tokens that an address may send in a minute. */
const ALLOWED = 20;

@Controller('notes')
class NotesController {
  @Get()
  @Allow('agent')
  read() {
    return 'read';
  }
}

let app: NestFastifyApplication;
let port: number;
const log: string[] = [];

async function serve(proxies: string): Promise<void> {
  const configuration = loadConfiguration({ TOUCHSTONE_PROXIES: proxies });
  const platform = PlatformModule.forRoot({
    configuration,
    access: openAccess('', 'a-token-of-this-test-alone', accessFiles('')).access,
    logTo: { write: (line: string) => void log.push(line) },
  });

  @Module({ imports: [platform], controllers: [NotesController] })
  class AppModule {}

  app = await createHttpApp(AppModule, configuration);
  await app.listen(0, '::');
  port = (app.getHttpServer().address() as AddressInfo).port;
}

/** Sends a wrong token from `address`, as passed on for `forwarded`; the status of the answer. */
async function tryFrom(address: string, forwarded?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(
      {
        port,
        host: address,
        localAddress: address,
        path: '/notes',
        headers: { authorization: 'Bearer wrong', ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }) },
      },
      (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      },
    )
      .once('error', reject)
      .end();
  });
}

/** As often as an address may, one after the other. */
async function tryOften(address: string, forwarded: (n: number) => string): Promise<void> {
  for (let n = 0; n < ALLOWED; n++) expect(await tryFrom(address, forwarded(n))).toBe(401);
}

/** The addresses that the log tells of, when the server has ended. */
async function toldAddresses(): Promise<Readonly<Record<string, number>>> {
  log.length = 0;
  await app.close();
  const told = log.filter((line) => line.includes('wrong credentials were sent'));
  return Object.fromEntries(
    told.map((line) => JSON.parse(line) as { address: string; count: number }).map(({ address, count }) => [address, count]),
  );
}

describe('X-Forwarded-For', () => {
  it('says who a client is where it comes from a proxy: one who guesses tokens is slowed, the others behind it are not', async () => {
    await serve('127.0.0.0/8');
    await tryOften('127.0.0.1', () => '203.0.113.7');
    expect(await tryFrom('127.0.0.1', '203.0.113.7')).toBe(429);
    expect(await tryFrom('127.0.0.2', '203.0.113.7')).toBe(429);
    expect(await tryFrom('127.0.0.1', '203.0.113.8')).toBe(401);
    expect(await tryFrom('127.0.0.1')).toBe(401);
    expect(await toldAddresses()).toEqual({ '203.0.113.7': ALLOWED + 2, '203.0.113.8': 1, '127.0.0.1': 1 });
  });

  it('is read from its end, so that what a client wrote itself before the proxy added his address says nothing', async () => {
    await serve('127.0.0.1');
    await tryOften('127.0.0.1', (n) => `198.51.100.${n}, 203.0.113.7`);
    expect(await tryFrom('127.0.0.1', '198.51.100.99, 203.0.113.7')).toBe(429);
    expect(await toldAddresses()).toEqual({ '203.0.113.7': ALLOWED + 1 });
  });

  it('is ignored where no proxy is named', async () => {
    await serve('');
    await tryOften('127.0.0.1', (n) => `203.0.113.${n}`);
    expect(await tryFrom('127.0.0.1', '203.0.113.99')).toBe(429);
    expect(await toldAddresses()).toEqual({ '127.0.0.1': ALLOWED + 1 });
  });
});

describeOnNetwork('X-Forwarded-For from a network', () => {
  it('is ignored where it comes from somebody else than a proxy', async () => {
    await serve('loopback');
    await tryOften(ADDRESS, (n) => `203.0.113.${n}`);
    expect(await tryFrom(ADDRESS, '203.0.113.99')).toBe(429);
    expect(await tryFrom('127.0.0.1', '203.0.113.99')).toBe(401);
    expect(await toldAddresses()).toEqual({ [ADDRESS]: ALLOWED + 1, '203.0.113.99': 1 });
  });
});
