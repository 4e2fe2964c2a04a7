/** What is logged, as pino takes it. Never holds what messages hold. */
export interface StreamingLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
