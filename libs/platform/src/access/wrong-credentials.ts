import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { networkOf } from '../http/client-address.js';
import { OnceAMinute } from '../http/once-a-minute.js';
import type { CredentialsThrottle } from './credentials-throttle.js';

/** Wrong credentials that an address may send in a minute. */
const MOST_A_MINUTE = 20;
const WINDOW_SECONDS = 60;
const MOST_ADDRESSES = 10_000;

/**
 * Slows wrong credentials by address (IPv6: by network of 64 bits), in memory and for this process, and tells the log of each
 * address once a minute. Asked after credentials proved wrong, it never keeps right ones out, whoever else shares their address.
 */
export class WrongCredentials implements CredentialsThrottle, OnModuleDestroy {
  readonly #limiter = new RateLimiterMemory({ points: MOST_A_MINUTE, duration: WINDOW_SECONDS });
  /** Addresses that are over the limit, until their minute ends. */
  readonly #over = new LRUCache<string, true>({ max: MOST_ADDRESSES, ttl: WINDOW_SECONDS * 1000 });
  readonly #log = new Logger('Access');
  readonly #told: OnceAMinute;

  constructor(everyMs?: number) {
    const tell = (address: string, count: number): void => this.#log.warn({ msg: 'wrong credentials were sent', address, count });
    this.#told = new OnceAMinute(tell, everyMs);
  }

  mayTry(address: string): number | undefined {
    const ms = this.#over.getRemainingTTL(networkOf(address));
    return ms > 0 ? Math.ceil(ms / 1000) : undefined;
  }

  failed(address: string): void {
    const network = networkOf(address);
    this.#told.count(network);
    // In memory it cannot fail; what was counted is there before the next request is read.
    void this.#limiter.penalty(network).then(({ consumedPoints, msBeforeNext }) => {
      if (consumedPoints >= MOST_A_MINUTE && msBeforeNext > 0) this.#over.set(network, true, { ttl: msBeforeNext });
    });
  }

  onModuleDestroy(): void {
    this.#told.flush();
  }
}
