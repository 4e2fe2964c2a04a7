import { type CardSectionProps, type Customer, defineSection, type Desk, DeskProvider } from '#desk';
import { MantineProvider } from '@mantine/core';
import { prerenderToNodeStream } from 'react-dom/static';
import { CardSections } from './card-sections.js';

const ADA: Customer = { id: 'c-1', name: 'Ada Byron', identifiers: [] };

interface Note {
  readonly text: string;
}

const Notes = ({ data, card }: CardSectionProps<readonly Note[]>) => (
  <p>
    {card.name}: {data.map(({ text }) => text).join(', ')}
  </p>
);
const Segments = ({ data }: CardSectionProps<string>) => <p>In {data}</p>;

const DESK: Desk = {
  slices: [
    { pages: [], cardSections: [defineSection({ name: 'notes', title: 'Notes', load: async () => Notes })] },
    { pages: [] },
    { pages: [], cardSections: [defineSection({ name: 'segments', title: 'Segments', load: async () => Segments })] },
  ],
  CustomerSearch: () => null,
  CustomerPicker: () => null,
};

/** The text of each section, with its heading before it. */
async function sectionsOf(card: Customer): Promise<string[]> {
  const { prelude } = await prerenderToNodeStream(
    <MantineProvider>
      <DeskProvider value={DESK}>
        <CardSections card={card} />
      </DeskProvider>
    </MantineProvider>,
  );
  let html = '';
  for await (const chunk of prelude) html += String(chunk);
  return [...html.matchAll(/<section.*?<\/section>/gs)].map(([section]) =>
    section.replaceAll(/<!--.*?-->|<[^>]*>/gs, '|').replaceAll(/\|+/g, '|'),
  );
}

describe('sections of the card that slices bring', () => {
  it('stand in the order of the slices, each with its data and the card', async () => {
    const sections = { segments: 'regulars', notes: [{ text: 'Rings on Fridays' }, { text: 'Prefers letters' }] };
    expect(await sectionsOf({ ...ADA, sections })).toEqual([
      '|Notes|Ada Byron|: |Rings on Fridays, Prefers letters|',
      '|Segments|In |regulars|',
    ]);
  });

  it('say that they could not be read, and why, where the answer says so', async () => {
    const sections = { notes: { failed: true, code: 'too-slow' }, segments: 'regulars' };
    expect(await sectionsOf({ ...ADA, sections })).toEqual([
      '|Notes|This part could not be shown| (too-slow)|.|',
      '|Segments|In |regulars|',
    ]);
  });

  it('are left out where the answer has nothing under their name', async () => {
    expect(await sectionsOf({ ...ADA, sections: { segments: 'regulars', unheardOf: 1 } })).toEqual(['|Segments|In |regulars|']);
    expect(await sectionsOf(ADA)).toEqual([]);
  });
});
