import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { accessFiles, openAccess } from '../access/access.js';
import { Allow } from '../access/route-access.js';
import { loadConfiguration } from '../configuration/load-configuration.js';
import { PlatformModule } from '../platform.module.js';
import { Streams } from './answer-deadline.js';
import { httpAdapter, prepareHttpApp } from './http-app.js';

const TOKEN = 'a-token-of-this-test-alone';
/** Longer than the second that a look-up may take here. */
const SLOW_MS = 1300;

@Controller('slow')
class SlowController {
  @Get()
  @Allow('agent')
  async read() {
    await sleep(SLOW_MS);
    return 'late';
  }

  @Get('stream')
  @Allow('agent')
  @Streams()
  async stream() {
    return this.read();
  }

  @Post()
  @Allow('agent')
  async write() {
    return this.read();
  }
}

describe('a route that takes longer than a look-up may', () => {
  let app: NestFastifyApplication;
  let givenUp = 0;

  beforeAll(async () => {
    const platform = PlatformModule.forRoot({
      configuration: loadConfiguration({ TOUCHSTONE_LOOK_UP_SECONDS: '1' }),
      access: openAccess('unused', TOKEN, accessFiles('unused')).access,
      runCancellable: (signal, work) => {
        signal.addEventListener('abort', () => givenUp++, { once: true });
        return work();
      },
      logTo: { write: () => undefined },
    });

    @Module({ imports: [platform], controllers: [SlowController] })
    class AppModule {}

    const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = testing.createNestApplication<NestFastifyApplication>(httpAdapter(), { bodyParser: false, logger: false });
    await prepareHttpApp(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  const ask = (method: 'GET' | 'POST', url: string) => app.inject({ method, url, headers: { authorization: `Bearer ${TOKEN}` } });

  it('is answered with a problem in time, and its work is cancelled', async () => {
    const began = Date.now();
    const answer = await ask('GET', '/slow');
    expect(Date.now() - began).toBeLessThan(SLOW_MS);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '5' });
    expect(answer.json()).toMatchObject({ code: 'took-too-long', detail: expect.stringContaining('no answer after 1 s') });
    expect(givenUp).toBe(1);
  });

  it.each([
    ['GET', '/slow/stream', 200],
    ['POST', '/slow', 201],
  ] as const)('has all its time where it streams or writes: %s %s', async (method, url, status) => {
    const answer = await ask(method, url);
    expect([answer.statusCode, answer.body]).toEqual([status, 'late']);
  });
});
