/**
 * A reason not to start that an operator can resolve. The process prints the message, without a stack, and ends with
 * `exitCode`: 65 the data is of a newer version, 74 an input/output error, 75 try again later (another process has the data
 * folder), 78 the configuration is wrong (numbers of sysexits.h).
 */
export abstract class StartupError extends Error {
  abstract readonly code: string;
  abstract readonly exitCode: 65 | 74 | 75 | 78;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
