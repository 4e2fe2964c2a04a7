/** Slows whoever sends wrong credentials again and again. Where a program has none, nobody is slowed. */
export interface CredentialsThrottle {
  /** Seconds that `address` is to wait before its next credentials are looked at; undefined when it need not wait. */
  mayTry(address: string): number | undefined;
  /** `address` sent credentials that were wrong. */
  failed(address: string): void;
}
