import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, ConflictException, Controller, Delete, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import { Logger } from 'nestjs-pino';
import { accessFiles, openAccess } from '../../access/access.js';
import { Allow, Open } from '../../access/route-access.js';
import { RequestMetadata } from '../../access/request-metadata.js';
import { loadConfiguration } from '../../configuration/load-configuration.js';
import { PlatformModule } from '../../platform.module.js';
import { ProblemError } from '../../problems/problem-error.js';
import { httpAdapter, prepareHttpApp } from '../http-app.js';

class Note {
  @IsString()
  text: string;
}

const FAILURES: Readonly<Record<string, () => Error>> = {
  problem: () =>
    new ProblemError(409, 'other-content', 'The same id with other content', { errors: [{ field: 'text', problem: 'differs' }] }),
  store: () => Object.assign(new Error('The disk is full; nothing was recorded.'), { code: 'disk-full' }),
  nest: () => new ConflictException('ada@example.org is there already'),
  bug: () => new TypeError('cannot read ada@example.org'),
  foreign: () => Object.assign(new Error('upstream said 404 for ada@example.org'), { statusCode: 404 }),
};

let bodiesRead = 0;

@Controller('notes')
class NotesController {
  @Get()
  @Allow('agent')
  list() {
    return [];
  }

  @Post()
  @Allow('agent')
  write(@Body() note: Note, @RequestMetadata() metadata: object) {
    return { text: note.text, metadata };
  }

  @Post('raw')
  @Allow('agent')
  raw(@Body() body: unknown) {
    bodiesRead++;
    return { body: body ?? 'none' };
  }

  @Post('stream')
  @Allow('agent')
  async stream(@Body() lines: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of lines) bytes += chunk.length;
    return { bytes };
  }

  @Delete()
  @Allow('agent')
  fail(@Body() body: { how: string }) {
    throw FAILURES[body.how]?.() ?? new Error('unknown');
  }

  @Get('open')
  @Open()
  open() {
    return 'open';
  }
}

export const TOKEN = 'a-token-of-this-test-alone';
export const authorization = `Bearer ${TOKEN}`;

/** A program with routes for notes, on no port. */
export interface NotesApp {
  readonly app: NestFastifyApplication;
  /** Its log, a line each. */
  readonly log: string[];
  readonly bodiesRead: () => number;
  readonly json: (
    method: 'POST' | 'DELETE',
    url: string,
    body: string | Buffer,
    headers?: Readonly<Record<string, string>>,
  ) => ReturnType<NestFastifyApplication['inject']>;
  readonly close: () => Promise<void>;
}

export async function openNotesApp(now: () => number = Date.now): Promise<NotesApp> {
  const keys = mkdtempSync(join(tmpdir(), 'touchstone-keys-'));
  const log: string[] = [];
  const platform = PlatformModule.forRoot({
    configuration: loadConfiguration({ TOUCHSTONE_PUBLIC_URL: 'https://touchstone.example.org' }),
    access: openAccess(keys, TOKEN, accessFiles(keys)).access,
    problems: { 'disk-full': { status: 507, title: 'The disk is full' } },
    logTo: { write: (line: string) => void log.push(line) },
  });

  @Module({ imports: [platform], controllers: [NotesController] })
  class AppModule {}

  const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(httpAdapter(), { bodyParser: false });
  app.useLogger(app.get(Logger));
  await prepareHttpApp(app, { now });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/', { config: { open: true } }, (_request, reply) => reply.send('the page'));
  fastify.get(
    '/some',
    { config: { open: ({ headers }) => headers.accept === 'text/html', allow: ['agent'] } },
    (_request, reply) => reply.send('a page'),
  );
  fastify.get('/plugin', { config: { allow: ['agent'] } }, (_request, reply) => reply.send('a route of a plugin'));
  await app.init();
  await fastify.ready();
  return {
    app,
    log,
    bodiesRead: () => bodiesRead,
    json: (method, url, body, headers = {}) =>
      app.inject({ method, url, payload: body, headers: { authorization, 'content-type': 'application/json', ...headers } }),
    async close() {
      await app.close();
      rmSync(keys, { recursive: true });
    },
  };
}
