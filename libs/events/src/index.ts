export * from './as-of.js';
export * from './declare-event.js';
export * from './declared-events.js';
export * from './envelope.js';
export * from './ids.js';
export * from './money.js';
export * from './sealed-sections.js';
export * from './upcasters.js';
