import type { CommandExecutor } from '#commands';
import type { HealthChecks } from '#platform';
import type { Metrics } from '#platform/http';
import { ConfigurationError } from '#platform';
import { consumeTouchpoints, type IntakeStatus, type KafkaSettings, type StreamingLog } from '#streaming';

const GROUP = 'touchstone-ledger';
/** What the messages of the topic are the inputs of. */
const COMMAND = 'RecordTouchpoint';

/** Records touchpoints from the topic that `KAFKA_INTAKE_TOPIC` names. */
export class Intake {
  readonly #running: Promise<void>;
  #status: IntakeStatus | undefined;

  private constructor(topic: string, kafka: KafkaSettings, executor: CommandExecutor, signal: AbortSignal, log: StreamingLog) {
    this.#running = consumeTouchpoints({
      kafka,
      topic,
      groupId: GROUP,
      record: (lines) =>
        executor.executeMany(COMMAND, lines, { metadata: { principal: { id: `topic ${topic}`, kind: 'service' } } }),
      signal,
      log,
      onStatus: (status) => {
        this.#status = status;
      },
    });
  }

  /**
   * Starts the intake if a topic is named; it ends after `signal` aborts.
   * @throws ConfigurationError for a topic without brokers
   */
  static from(
    { KAFKA_INTAKE_TOPIC: topic = '' }: Readonly<Record<string, string | undefined>>,
    kafka: KafkaSettings | undefined,
    executor: CommandExecutor,
    signal: AbortSignal,
    log: StreamingLog,
  ): Intake | undefined {
    if (topic.trim() === '') return undefined;
    if (!kafka) throw new ConfigurationError([{ setting: 'KAFKA_BROKERS', problem: 'must be set: KAFKA_INTAKE_TOPIC is' }]);
    return new Intake(topic.trim(), kafka, executor, signal, log);
  }

  /** An unreadable topic does not make the service unready, because HTTP is still served. */
  watch(health: HealthChecks, metrics: Metrics): void {
    health.register({ name: 'intake', check: () => ({ ok: true, ...this.#status }) });
    metrics.gauge('touchstone_intake_waiting', 'Messages of the intake topic that were not dealt with yet', [], () => [
      { value: this.#status?.waiting ?? 0 },
    ]);
    metrics.counter(
      'touchstone_intake_messages_total',
      'Messages taken in since the start, by what became of them',
      ['outcome'],
      () =>
        (['recorded', 'duplicates', 'quarantined'] as const).map((outcome) => ({
          labels: { outcome },
          value: this.#status?.[outcome] ?? 0,
        })),
    );
    metrics.gauge('touchstone_intake_blocked', '1 while touchpoints cannot be taken in; health says why', [], () => [
      { value: this.#status?.problem ? 1 : 0 },
    ]);
  }

  async ended(): Promise<void> {
    await this.#running;
  }
}
