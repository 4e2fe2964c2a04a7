import { ConfigurationError } from '#platform';
import { type KafkaSettings, kafkaSettings, KafkaSettingsError } from '#streaming';

/** Time limit of a statement that answers a request: the caller gets an error after so long rather than no answer. */
export const STATEMENT_MS = 5000;

/** A server that a program works with, by the variable that names it. */
export type Needed = 'EVENTSTOREDB_URL' | 'POSTGRES_URL' | 'KAFKA_BROKERS';

/** Where the servers of the distributed edition are. Addresses hold passwords: never log them. */
export interface ServerSettings {
  readonly eventStoreDb: string;
  readonly postgres: string;
  readonly kafka: KafkaSettings | undefined;
  /** The relay's progress goes by this name; see `RelayServiceOptions.name`. */
  readonly relayName: string | undefined;
  /** `tls=false` to an EventStoreDB on another machine is meant. */
  readonly allowInsecure: boolean;
}

const EXAMPLES: Readonly<Record<Needed, string>> = {
  EVENTSTOREDB_URL: 'esdb://user:password@host:2113',
  POSTGRES_URL: 'postgres://user:password@host:5432/database',
  KAFKA_BROKERS: 'host:9092,host:9092',
};

/**
 * Reads where the servers are from the environment; those of `needed` must be named.
 * @throws ConfigurationError naming all mistakes at once, without their values
 */
export function serverSettings(
  environment: Readonly<Record<string, string | undefined>>,
  needed: readonly Needed[],
): ServerSettings {
  const told = (name: Needed): string => environment[name]?.trim() ?? '';
  const mistakes = needed
    .filter((name) => told(name) === '')
    .map((setting) => ({ setting: setting as string, problem: `must be set, such as ${EXAMPLES[setting]}` }));
  let kafka: KafkaSettings | undefined;
  try {
    kafka = kafkaSettings(environment);
  } catch (error) {
    if (!(error instanceof KafkaSettingsError)) throw error;
    mistakes.push({ setting: error.setting, problem: error.message.slice(error.setting.length + 1) });
  }
  const insecure = environment.EVENTSTOREDB_ALLOW_INSECURE?.trim() || 'false';
  if (insecure !== 'true' && insecure !== 'false')
    mistakes.push({ setting: 'EVENTSTOREDB_ALLOW_INSECURE', problem: 'must be true or false' });
  const relayName = environment.KAFKA_RELAY_NAME?.trim() || undefined;
  if (relayName !== undefined && !/^[\w.-]{1,60}$/.test(relayName))
    mistakes.push({ setting: 'KAFKA_RELAY_NAME', problem: 'must be made of letters, digits, dots and dashes' });
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return {
    eventStoreDb: told('EVENTSTOREDB_URL'),
    postgres: told('POSTGRES_URL'),
    kafka,
    relayName,
    allowInsecure: insecure === 'true',
  };
}
