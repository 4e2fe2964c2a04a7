/** Slows whoever sends wrong credentials again and again. */
export interface CredentialsThrottle {
  /**
   * Seconds that `address` is to wait before it may send wrong credentials again; undefined when it need not wait. To be asked
   * once credentials proved wrong, so that one client's attempts keep nobody out who shares its address.
   */
  mayTry(address: string): number | undefined;
  /** `address` sent credentials that were wrong. */
  failed(address: string): void;
}

/** Injection token of the `CredentialsThrottle`. */
export const CREDENTIALS_THROTTLE = Symbol('CredentialsThrottle');
