import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** A component whose code is loaded when it is first shown. It suspends until then. */
export type LazyPart<Props> = LazyExoticComponent<ComponentType<Props>>;

/**
 * @example
 * lazyPart(() => import('./pages/why/why-dialog.js').then(({ WhyDialog }) => WhyDialog))
 */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  return lazy(async () => ({ default: await load() }));
}
