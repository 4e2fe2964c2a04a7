export type { DemoItem, DemoTouchpoint } from './demo-touchpoint.js';
export { DEMO_DEFAULTS, type DemoOptions, generateDemo } from './generate-demo.js';
