import { createContext, use, type ComponentType } from 'react';
import type { CardAction, CardSection } from './card.js';
import type { LazyPart } from './lazy-part.js';
import type { DeskPage } from './page.js';

/** Something to do, on the home page. */
export interface Task {
  readonly label: string;
  readonly address: string;
  /** Says how much waits. */
  readonly Waiting?: LazyPart<object>;
}

/** What a slice brings to the desk: its `pages.ts`. */
export interface DeskSlice {
  readonly pages: readonly DeskPage[];
  readonly cardActions?: readonly CardAction[];
  readonly cardSections?: readonly CardSection[];
  readonly tasks?: readonly Task[];
  /** What its sets of views hold, in a sentence each, by their names. */
  readonly viewSets?: Readonly<Record<string, string>>;
}

export interface CustomerPickerProps {
  readonly label: string;
  /** The customer that cannot be picked. */
  readonly except: string;
  /** The id of the one that is picked. */
  readonly value: string | undefined;
  readonly onChange: (customer: string | undefined) => void;
}

/** The slices in the order of menus, and what shell and pages take from one of them without knowing which. */
export interface Desk {
  readonly slices: readonly DeskSlice[];
  /** Finds a customer from the bar. */
  readonly CustomerSearch: ComponentType<object>;
  /** Finds a customer within a form. */
  readonly CustomerPicker: ComponentType<CustomerPickerProps>;
}

const DeskContext = createContext<Desk | undefined>(undefined);

export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === undefined) throw new Error('A page stands outside of the desk');
  return desk;
}
