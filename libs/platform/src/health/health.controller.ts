import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Open } from '../access/route-access.js';
import { HealthChecks, type Readiness } from './health-checks.js';

export interface Liveness {
  readonly status: 'live';
}

@Controller('health')
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  /** The process runs and answers. */
  @Get('live')
  @Open()
  live(): Liveness {
    return { status: 'live' };
  }

  /** 200 when every check is ok, else 503; both with what each check found. */
  @Get('ready')
  @Open()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.checks.run();
    void reply.header('cache-control', 'no-store').status(readiness.status === 'ready' ? 200 : 503);
    return readiness;
  }
}
