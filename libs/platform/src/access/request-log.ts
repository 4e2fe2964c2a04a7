import type { IncomingMessage } from 'node:http';

/** What the log's line of a request says of access: ids, never names. */
export interface LoggedAccess {
  /** Who asked. */
  readonly principal: string;
  /** Which customer was shown. */
  readonly customer?: string;
}

const LOGGED = new WeakMap<IncomingMessage, LoggedAccess>();

export function logPrincipal(request: IncomingMessage, principal: string): void {
  LOGGED.set(request, { principal });
}

export function logCustomer(request: IncomingMessage, customer: string): void {
  const known = LOGGED.get(request);
  if (known) LOGGED.set(request, { ...known, customer });
}

export function loggedAccess(request: IncomingMessage): Partial<LoggedAccess> {
  return LOGGED.get(request) ?? {};
}
