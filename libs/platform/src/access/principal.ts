/**
 * What somebody may do. `agent`: look up, record, decide, settle quarantine. `analyst`: look up as agents do, and see how the
 * views stand. `service`: what machines need, record and look up. `admin`: everything.
 */
export const ROLES = ['agent', 'analyst', 'admin', 'service'] as const;
export type Role = (typeof ROLES)[number];

/** What acts: somebody, a program outside, or a part of Touchstone itself. */
export const PRINCIPAL_KINDS = ['person', 'service', 'system'] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

/** Who sent a request. Events keep id and kind: a name would stay in the ledger for ever. */
export interface Principal {
  /** Never given to anybody else, never a name. */
  readonly id: string;
  readonly name: string;
  readonly kind: PrincipalKind;
  readonly roles: readonly Role[];
}

/** Whether somebody may do what `roles` may; administrators may do everything. */
export function mayAct(principal: Pick<Principal, 'roles'>, roles: readonly Role[]): boolean {
  return principal.roles.some((role) => role === 'admin' || roles.includes(role));
}
