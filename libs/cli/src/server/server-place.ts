import type { ServerPlace } from '#slice/cli';
import { CommandError, codeOf, messageOf } from '../command-error.js';
import { withSlash } from './busy-folder.js';
import type { ServerAddress } from './server-address.js';

const ANSWER_MS = 60_000;
/** Where the API of a server is, below its address. */
const API = 'api/v1/';

/** A server refused a request. */
export class RefusedByServerError extends CommandError {
  constructor(
    message: string,
    /** The code of the problem that it answered with, if it did. */
    readonly problem: string | undefined,
  ) {
    super('refused', message);
  }
}

/** A server over HTTP. Its calls throw CommandError with what the server said. */
export function serverPlace({ url, token }: ServerAddress, usesFolder: boolean): ServerPlace {
  return {
    at: 'server',
    url,
    token,
    usesFolder,
    async call(method, path, body) {
      const response = await fetch(new URL(`${API}${path}`, withSlash(url)), {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(ANSWER_MS),
      }).catch((error: unknown) => {
        const { cause = error } = error as { readonly cause?: unknown };
        throw new CommandError('unreachable', `${url} does not answer (${codeOf(cause) ?? messageOf(cause)}).`, { cause: error });
      });
      const answer: unknown = await response.json().catch(() => undefined);
      if (!response.ok || answer === undefined) throw refusal(url, response.status, answer);
      return answer;
    },
  };
}

/** What a server's refusal means for the person at the terminal. `answer`: its problem details, or anything. */
export function refusal(url: string, status: number, answer: unknown): RefusedByServerError {
  const { code, detail, title } = (answer ?? {}) as { code?: unknown; detail?: unknown; title?: unknown };
  const problem = typeof code === 'string' ? code : undefined;
  if (status === 401) {
    const message = `${url} does not accept the token; pass the right one with --token or TOUCHSTONE_TOKEN.`;
    return new RefusedByServerError(message, problem);
  }
  const reason = [detail, title].find((text) => typeof text === 'string') ?? 'Is it the address of a Touchstone server?';
  return new RefusedByServerError(`${url} answered ${status}: ${reason}`, problem);
}
