import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One reading of a gauge or a count. */
export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The process's metrics for Prometheus: memory, CPU, event-loop lag, requests by route, and what others add. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /**
   * A gauge that is read at each scrape; one that fails or takes longer than two seconds is left out, so that the others are
   * still reported. A name can be used once. Label values come from a small fixed set.
   */
  gauge(
    name: string,
    help: string,
    labelNames: readonly string[],
    read: () => readonly Reading[] | Promise<readonly Reading[]>,
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [],
      async collect() {
        this.reset();
        // Without labels a reset leaves a zero, which would be reported as a reading.
        this.remove({});
        for (const { labels, value } of await readInTime(read)) this.set({ ...labels }, value);
      },
    });
    this.#registry.registerMetric(gauge);
  }

  /**
   * A counter since the start, read at each scrape. All its label values are reported from the start, with 0, because a rate
   * ignores the first value of a series. Its name ends in `_total` and can be used once.
   */
  counter(name: string, help: string, labelNames: readonly string[], read: () => readonly Reading[]): void {
    const counter = new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [],
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.inc({ ...labels }, value);
      },
    });
    this.#registry.registerMetric(counter);
  }

  /** Measures every request by the pattern of its route, never by its path: paths hold ids, so their number is unbounded. */
  timeRequests(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
      this.#requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      done();
    });
  }
}

const READ_MS = 2000;

async function readInTime(read: () => readonly Reading[] | Promise<readonly Reading[]>): Promise<readonly Reading[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Reading[]>((resolve) => {
    timer = setTimeout(() => resolve([]), READ_MS);
  });
  try {
    return await Promise.race([read(), late]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}
