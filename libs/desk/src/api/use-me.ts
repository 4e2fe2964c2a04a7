import { useSyncExternalStore } from 'react';
import { type Me, onSessionChange, type Role, signedInAs } from './session.js';

/** Who is signed in, as far as the server said. */
export function useMe(): Me | undefined {
  return useSyncExternalStore(onSessionChange, signedInAs);
}

/** Whether somebody may do what is for `roles`; everybody may what names none. Who is not known yet is refused by the server. */
export function mayUse(me: Me | undefined, roles: readonly Role[] | undefined): boolean {
  return me === undefined || roles === undefined || me.roles.some((role) => role === 'admin' || roles.includes(role));
}

/** Whether whoever is signed in may do what is for `roles`. */
export function useMay(...roles: readonly Role[]): boolean {
  return mayUse(useMe(), roles);
}
