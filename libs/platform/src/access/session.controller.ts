import { Controller, Delete, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Configuration } from '../configuration/configuration.js';
import { AccessToken } from './access-token.js';
import { Open } from './protect-routes.js';
import { sessionCookie } from './session-cookie.js';

/** Exchanges the token for a read-only session cookie, for pages and EventSource, which cannot send an Authorization header. */
@Controller('session')
export class SessionController {
  constructor(
    private readonly access: AccessToken,
    private readonly configuration: Configuration,
  ) {}

  @Post()
  @HttpCode(204)
  start(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('set-cookie', sessionCookie(this.access.startSession(Date.now()), this.#secure));
  }

  @Delete()
  @Open()
  @HttpCode(204)
  end(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('set-cookie', sessionCookie(undefined, this.#secure));
  }

  get #secure(): boolean {
    return this.configuration.publicUrl?.startsWith('https:') ?? false;
  }
}
