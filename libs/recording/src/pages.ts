import { type CardAction, definePage, type DeskSlice, lazyPart, withQuery } from '#desk';
import { IconInbox, IconPencilPlus } from '@tabler/icons-react';

const RECORD = '/record';
const QUARANTINE = '/quarantine';

const record = definePage({
  path: RECORD,
  roles: ['agent', 'service'],
  title: 'Record a touchpoint',
  load: () => import('./pages/record/record-page.js').then(({ RecordPage }) => RecordPage),
  menu: { place: 'bar', label: 'Record', hint: 'Record a touchpoint', Icon: IconPencilPlus },
});

const quarantine = definePage({
  path: QUARANTINE,
  formerly: ['/refused'],
  roles: ['agent'],
  title: 'Quarantine',
  load: () => import('./pages/quarantine/quarantine-page.js').then(({ QuarantinePage }) => QuarantinePage),
  menu: { place: 'operations', label: 'Quarantine', Icon: IconInbox },
  key: { letter: 'q', does: 'Quarantine: touchpoints that could not be recorded' },
  help: [
    { keys: ['J', 'K'], does: 'Next and previous', where: 'of the quarantine' },
    { keys: ['Enter'], does: 'Expand or close', where: 'in quarantine' },
    { keys: ['D'], does: 'Discard', where: 'in quarantine' },
  ],
});

const recordOnCard: CardAction = {
  name: 'record',
  leadsTo: (customer) => withQuery(RECORD, { customer }),
  button: { label: 'Record', Icon: IconPencilPlus, main: true },
  key: { letter: 'r', does: 'Record a touchpoint', where: 'from a customer’s card' },
};

export const recordingPages: DeskSlice = {
  pages: [record, quarantine],
  cardActions: [recordOnCard],
  tasks: [
    {
      label: 'Correct refused touchpoints',
      address: QUARANTINE,
      Waiting: lazyPart(() => import('./pages/quarantine/refused-waiting.js').then(({ RefusedWaiting }) => RefusedWaiting)),
    },
    { label: 'Record a touchpoint', address: RECORD },
  ],
};
