export * from './as-of.js';
export * from './envelope.js';
export * from './identity-decided.js';
export * from './ids.js';
export * from './money.js';
export * from './quarantine-discarded.js';
export * from './touchpoint-recorded.js';
export * from './upcasters.js';
