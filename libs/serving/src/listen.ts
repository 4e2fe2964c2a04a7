import { isIPv6 } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Configuration, StartupError } from '#platform';

/** Another program listens there. */
class PortTakenError extends StartupError {
  readonly code = 'EADDRINUSE';
  readonly exitCode = 75;
  constructor({ host, port }: Address) {
    super(
      `Port ${port} of ${host} is taken by another program, perhaps by a Touchstone that runs already. Choose another one with the setting PORT, for instance PORT=${port + 1}, or PORT=0 for any that is free.`,
    );
  }
}

/** The address is not to be had by this user, or is none of this machine's. */
class AddressRefusedError extends StartupError {
  readonly exitCode = 78;
  constructor(
    readonly code: string,
    { host, port }: Address,
  ) {
    super(
      code === 'EACCES'
        ? `This user may not listen on port ${port}. Choose one above 1023 with the setting PORT, for instance PORT=4180.`
        : `${host} is no address of this machine. Set HOST to one that is, for instance HOST=127.0.0.1.`,
    );
  }
}

type Address = Pick<Configuration, 'host' | 'port'>;

/** @throws PortTakenError AddressRefusedError */
export async function listen(app: NestFastifyApplication, address: Address): Promise<void> {
  try {
    await app.listen(address.port, address.host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new PortTakenError(address);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new AddressRefusedError(code, address);
    throw error;
  }
}

/** Where an application that listens can be reached from this machine. */
export function addressOf(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpAdapter().getInstance().server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const reached = host === '0.0.0.0' || host === '::' ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return `http://${reached}:${port}`;
}
