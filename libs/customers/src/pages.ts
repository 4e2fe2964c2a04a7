import { CUSTOMER_PATH, definePage, type DeskSlice, HOME, lazyPart } from '#desk';

const home = definePage({
  path: HOME,
  load: () => import('./pages/find/find-page.js').then(({ FindPage }) => FindPage),
  hasSearch: true,
  help: [
    { keys: ['↓', '↑'], does: 'Move through what was found', where: 'from the search box' },
    { keys: ['J', 'K'], does: 'Next and previous', where: 'of what was found' },
    { keys: ['Enter'], does: 'Open', where: 'what was found' },
  ],
});

const card = definePage({
  path: CUSTOMER_PATH,
  title: 'Customer',
  load: () => import('./pages/card/card-page.js').then(({ CardPage }) => CardPage),
  help: [
    { keys: ['J', 'K'], does: 'Next and previous', where: 'of the timeline' },
    { keys: ['Enter'], does: 'Expand or close', where: 'on the timeline' },
  ],
});

export const customersPages: DeskSlice = {
  pages: [home, card],
  viewSets: { customers: 'Timelines, figures and cases.' },
};

/** The search box of the bar. */
export const CustomerSearch = lazyPart(() => import('./pages/find/bar-search.js').then(({ BarSearch }) => BarSearch));

/** Finds another customer within a form. */
export const CustomerPicker = lazyPart(() => import('./pages/find/customer-picker.js').then((loaded) => loaded.CustomerPicker));
