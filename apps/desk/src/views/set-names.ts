import { wordsFor } from '../shell/words.js';

interface SetName {
  readonly title: string;
  readonly about: string;
}

const NAMES: Readonly<Record<string, SetName>> = {
  recognition: { title: 'Recognition', about: 'Who is who: which identifiers are one customer, and what waits for review.' },
  customers: { title: 'Customers', about: 'Timelines, figures and cases.' },
};

/** What a set of views is called and what it holds. */
export const nameOf = (set: string): SetName => NAMES[set] ?? { title: wordsFor(set), about: '' };
