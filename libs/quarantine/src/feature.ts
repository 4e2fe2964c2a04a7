import { quarantineDiscarded } from '#events';
import { defineSlice } from '#slice';
import { quarantinedItems } from './queries/quarantined-items.js';

/** What was refused: looked at, tried again, thrown away. */
export const quarantine = defineSlice({
  name: 'quarantine',
  events: { QuarantineDiscarded: quarantineDiscarded },
  commands: { DiscardQuarantined: async () => (await import('./commands/discard-quarantined.js')).discardQuarantined },
  queries: { QuarantinedItems: quarantinedItems },
  problems: { 'not-quarantined': { status: 404, title: 'There is nothing here' } },
});

export type QuarantineSlice = typeof quarantine;
