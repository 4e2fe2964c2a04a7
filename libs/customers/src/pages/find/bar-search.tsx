import { FindBox } from './find-box.js';

/** The search box on every page that has none of its own. */
export function BarSearch() {
  return <FindBox placement="bar" />;
}
