import { Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Configuration } from '../configuration/configuration.js';
import { Access } from './access.js';
import type { Principal } from './principal.js';
import { UnauthorizedError } from './refusals.js';
import { Allow, Open } from './route-access.js';
import { sessionCookie, sessionIn } from './session-cookie.js';

/** Exchanges a token for a read-only session cookie, for pages and EventSource, which cannot send an Authorization header. */
@Controller('session')
export class SessionController {
  constructor(
    private readonly access: Access,
    private readonly configuration: Configuration,
  ) {}

  /** Who one is, as the page shows it. */
  @Get()
  @Allow('agent', 'analyst', 'service')
  who(@Req() { principal }: FastifyRequest): Principal {
    if (!principal) throw new UnauthorizedError(false);
    return principal;
  }

  @Post()
  @Allow('agent', 'analyst', 'service')
  @HttpCode(204)
  start(@Req() { principal }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    if (!principal) throw new UnauthorizedError(false);
    void reply.header('set-cookie', sessionCookie(this.access.startSession(principal, Date.now()), this.#secure));
  }

  /** Ends the session of the cookie. Open, so that a session that is over can still be taken out of a browser. */
  @Delete()
  @Open()
  @HttpCode(204)
  async end(@Req() { headers }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const session = sessionIn(headers.cookie);
    if (session !== undefined) await this.access.endSession(session);
    void reply.header('set-cookie', sessionCookie(undefined, this.#secure));
  }

  get #secure(): boolean {
    return this.configuration.publicUrl?.startsWith('https:') ?? false;
  }
}
