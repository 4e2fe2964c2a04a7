import { useSyncExternalStore } from 'react';
import { type Me, mayUse, onSessionChange, type Role, signedInAs } from './session.js';

/** Who is signed in, as far as the server said. */
export function useMe(): Me | undefined {
  return useSyncExternalStore(onSessionChange, signedInAs);
}

/** Whether whoever is signed in may do what is for `roles`. */
export function useMay(...roles: readonly Role[]): boolean {
  return mayUse(useMe()?.roles, roles);
}
