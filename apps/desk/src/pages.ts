import { definePage, type DeskSlice } from '#desk';
import { IconStack2 } from '@tabler/icons-react';

const views = definePage({
  path: '/views',
  formerly: ['/editions'],
  roles: ['analyst'],
  title: 'Views',
  load: () => import('./views/views-page.js').then(({ ViewsPage }) => ViewsPage),
  menu: { place: 'operations', label: 'Views', Icon: IconStack2 },
  key: { letter: 'v', does: 'Views: how they stand, build them anew' },
});

/** The pages that are of no slice: about the installation as a whole. */
export const operations: DeskSlice = { pages: [views] };
