/** Every type of event that the ledger can hold. A new one is a file beside these and a line here. */
export * from './identity-decided.js';
export * from './ledger-sealed.js';
export * from './quarantine-discarded.js';
export * from './touchpoint-recorded.js';
