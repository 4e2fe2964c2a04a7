import { type CardAction, definePage, type DeskSlice, lazyPart, withQuery } from '#desk';
import { IconGitMerge, IconHelpHexagon, IconLink } from '@tabler/icons-react';

const REVIEW = '/review';

const review = definePage({
  path: REVIEW,
  title: 'Review',
  load: () => import('./pages/review/review-page.js').then(({ ReviewPage }) => ReviewPage),
  menu: { place: 'bar', label: 'Review', Icon: IconGitMerge },
  help: [
    { keys: ['J', 'K'], does: 'Next and previous', where: 'of the review queue' },
    { keys: ['L', 'A', 'D'], does: 'Link, keep apart, dismiss', where: 'in the review queue' },
  ],
});

const why: CardAction = {
  name: 'why',
  Dialog: lazyPart(() => import('./pages/why/why-dialog.js').then(({ WhyDialog }) => WhyDialog)),
  button: { label: 'Why linked', Icon: IconHelpHexagon },
  identifier: {
    hint: 'Why linked',
    Icon: IconHelpHexagon,
    label: (identifier) => `Why ${identifier} is linked`,
    offered: ({ identifiers }) => identifiers.length > 1,
  },
  alert: { type: 'recently-merged', label: () => 'See why' },
  key: { letter: 'w', does: 'See why identifiers are one person', where: 'on a customer’s card' },
};

const link: CardAction = {
  name: 'link',
  Dialog: lazyPart(() => import('./pages/link/link-dialog.js').then(({ LinkDialog }) => LinkDialog)),
  button: { label: 'Link', Icon: IconLink },
  roles: ['agent'],
};

const reviewDuplicates: CardAction = {
  name: 'review-duplicates',
  leadsTo: (customer) => withQuery(REVIEW, { customer, kind: 'blocked-edge' }),
  alert: { type: 'in-review', label: (count) => `Review ${count === 1 ? 'it' : 'them'}` },
};

export const recognitionPages: DeskSlice = {
  pages: [review],
  cardActions: [why, link, reviewDuplicates],
  tasks: [
    {
      label: 'Review who is who',
      address: REVIEW,
      Waiting: lazyPart(() => import('./pages/review/pairs-waiting.js').then(({ PairsWaiting }) => PairsWaiting)),
    },
  ],
  viewSets: { recognition: 'Who is who: which identifiers are one customer, and what waits for review.' },
};
