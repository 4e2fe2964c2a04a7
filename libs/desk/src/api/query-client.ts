import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.js';

/** One retry, and only where the server was not reached or failed: what it refused it refuses again. */
const retry = (failures: number, error: Error): boolean =>
  failures < 1 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry, retryDelay: 400, staleTime: 15_000, gcTime: 300_000, refetchOnWindowFocus: false } },
});
