/** A logger with pino's interface. Log lines never hold the content of messages. */
export interface StreamingLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
