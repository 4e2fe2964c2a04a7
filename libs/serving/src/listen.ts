import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Where an application that listens can be reached from this machine. */
export function addressOf(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpAdapter().getInstance().server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
}
