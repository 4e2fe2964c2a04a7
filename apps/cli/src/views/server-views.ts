import type { ViewsStatus } from '#views';
import { CommandError, codeOf, messageOf } from '../command-error.js';
import { withSlash } from '../server/busy-folder.js';
import type { ServerAddress } from '../server/server-address.js';
import type { ViewsAccess } from './views-access.js';

const ANSWER_MS = 60_000;

/** Views of a server, over HTTP. Its calls throw CommandError with what the server said. */
export class ServerViews implements ViewsAccess {
  readonly goesOn = true;
  readonly #server: ServerAddress;

  constructor(server: ServerAddress) {
    this.#server = server;
  }

  status(): Promise<readonly ViewsStatus[]> {
    return this.#call('GET', 'api/v1/views');
  }

  async rebuild(set: string): Promise<void> {
    await this.#call('POST', `api/v1/views/${encodeURIComponent(set)}/rebuild`);
  }

  async promote(set: string): Promise<void> {
    await this.#call('POST', `api/v1/views/${encodeURIComponent(set)}/promote`);
  }

  failure(): Error | undefined {
    return undefined;
  }

  async close(): Promise<void> {}

  async #call(method: string, path: string): Promise<readonly ViewsStatus[]> {
    const { url, token } = this.#server;
    const response = await fetch(new URL(path, withSlash(url)), {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new CommandError('unreachable', `${url} does not answer (${codeOf(cause) ?? messageOf(cause)}).`, { cause: error });
    });
    const body = (await response.json().catch(() => ({}))) as {
      sets?: readonly ViewsStatus[];
      detail?: string;
      title?: string;
      code?: string;
    };
    if (response.ok && body.sets) return body.sets;
    if (response.status === 401 || response.status === 403) {
      throw new CommandError('refused', `${url} does not accept the token; pass the right one with --token or TOUCHSTONE_TOKEN.`);
    }
    const reason = body.detail ?? body.title ?? 'Is it the address of a Touchstone server?';
    throw new CommandError(
      body.code === 'nothing-to-promote' ? 'nothing-to-promote' : 'refused',
      `${url} answered ${response.status}: ${reason}`,
    );
  }
}
