import type { LoggerService } from '@nestjs/common';
import { withoutMessage } from '#platform';
import type { QueryLog } from './query.js';

/** The form of our own codes: what a database or Node calls an error is for the log alone. */
const OUR_CODE = /^[a-z]+(?:-[a-z]+)*$/;

/** Tells the program's log of the parts that a query answers without. */
export function queryLog(query: string, log: Pick<LoggerService, 'error'>): QueryLog {
  return {
    partFailed(part, error) {
      const fields = withoutMessage(error);
      const code = fields.errorCode !== undefined && OUR_CODE.test(fields.errorCode) ? fields.errorCode : 'internal-error';
      log.error({ query, part, code, ...fields });
      return code;
    },
  };
}
