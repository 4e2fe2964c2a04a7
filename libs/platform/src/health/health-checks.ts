import { errorCode } from '../errors.js';

/** The result of a check; further figures (lag, free space) are shown as they are. No personal data. */
export interface CheckResult {
  readonly ok: boolean;
  readonly [figure: string]: unknown;
}

export interface HealthCheck {
  readonly name: string;
  check(): Promise<CheckResult> | CheckResult;
}

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Readonly<Record<string, CheckResult>>;
}

const DEFAULT_LIMIT_MS = 2000;

/** The readiness checks of the server. Parts of the application register their checks here. */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();
  #stopping = false;

  constructor(private readonly limitMs = DEFAULT_LIMIT_MS) {}

  /** Adds a check, or replaces the one of this name. */
  register(check: HealthCheck): void {
    this.#checks.set(check.name, check);
  }

  /** Reports not ready from now on, so that load balancers send requests elsewhere. */
  stop(): void {
    this.#stopping = true;
  }

  /** Runs all checks at once. One that throws, or takes longer than the limit, is not ok. */
  async run(): Promise<Readiness> {
    const entries = await Promise.all(
      [...this.#checks.values()].map(async (check) => [check.name, await this.#run(check)] as const),
    );
    const checks: Record<string, CheckResult> = Object.fromEntries(entries);
    if (this.#stopping) checks.stopping = { ok: false };
    return { status: Object.values(checks).every(({ ok }) => ok) ? 'ready' : 'not-ready', checks };
  }

  async #run(check: HealthCheck): Promise<CheckResult> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<CheckResult>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, problem: `took longer than ${this.limitMs} ms` }), this.limitMs);
    });
    try {
      return await Promise.race([Promise.resolve(check.check()), late]);
    } catch (error) {
      return { ok: false, problem: errorCode(error) ?? 'failed' };
    } finally {
      clearTimeout(timer);
    }
  }
}
