import { messageOf } from '#cli';

/** What was found of one thing. `warning`: it works, and should be seen to; `wrong`: it does not work, or will not for long. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly found: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** Findings of `work`; what it throws is one, too: its message says what to do. */
export async function examine(what: string, work: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (error) {
    return [{ what, state: 'wrong', found: messageOf(error) }];
  }
}

/** A number of bytes, for people. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
