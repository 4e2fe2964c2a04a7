import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Access, Admitted } from './access.js';
import { errorCode } from '../errors.js';
import { OnceAMinute } from '../http/once-a-minute.js';
import { UnauthorizedError } from './refusals.js';
import { sessionIn } from './session-cookie.js';

/** How often is asked whether those who have a stream open may still come in. */
const EVERY_MS = 2000;

interface OpenStream extends Admitted {
  readonly end: () => void;
}

/**
 * Ends streams of answers whose reader may not come in any more: his session was ended or is too old, or his token was
 * revoked, here or in another process. It is noticed within some two seconds, by one look for all streams that are open; while
 * the stores cannot be asked, they stay open.
 */
export class OpenStreams implements OnModuleDestroy {
  readonly #log = new Logger('Access');
  readonly #failed = new OnceAMinute((problem, times) =>
    this.#log.warn({ msg: 'whether streams may go on could not be asked', problem, times }),
  );
  readonly #open = new Set<OpenStream>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly access: Access,
    private readonly everyMs: number = EVERY_MS,
    private readonly now: () => number = Date.now,
  ) {}

  /** Calls `end` once, when whoever sent `request` may not come in any more; the answer takes that back, for a stream that ended. */
  add({ principal, headers }: Pick<FastifyRequest, 'principal' | 'headers'>, end: () => void): () => void {
    if (!principal) throw new UnauthorizedError(false);
    const cookie = headers.authorization === undefined ? sessionIn(headers.cookie) : undefined;
    const stream: OpenStream = { principal: principal.id, ...(cookie === undefined ? {} : { cookie }), end };
    this.#open.add(stream);
    this.#lookLater();
    return () => void this.#open.delete(stream);
  }

  onModuleDestroy(): void {
    this.#open.clear();
    this.#failed.flush();
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    this.#timer ??= setTimeout(() => void this.#look(), this.everyMs).unref();
  }

  async #look(): Promise<void> {
    try {
      for (const stream of await this.access.over([...this.#open], this.now())) if (this.#open.delete(stream)) stream.end();
    } catch (error) {
      this.#failed.count(errorCode(error) ?? 'unknown');
    }
    this.#timer = undefined;
    if (this.#open.size > 0) this.#lookLater();
  }
}
