import type { Icon } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import type { AsOf, Customer } from '../api/customer.js';
import type { Role } from '../api/session.js';
import { lazyPart, type LazyPart } from './lazy-part.js';
import type { PageKey } from './page.js';

export interface CardDialogProps {
  readonly card: Customer;
  readonly at: AsOf;
  /** The handle of the identifier that it was opened at. */
  readonly identifier?: string;
  readonly onClose: () => void;
  /**
   * Something was added to the ledger, at this position: the dialog goes, and the card is read again from there.
   * `outcome` stands on the card then.
   */
  readonly onDone: (position: string, outcome?: ReactNode) => void;
}

interface OfferedAt {
  readonly name: string;
  /** In the head of the card. */
  readonly button?: { readonly label: string; readonly Icon: Icon; readonly main?: boolean };
  /** Beside each identifier. */
  readonly identifier?: {
    readonly hint: string;
    readonly Icon: Icon;
    /** What a screen reader calls it, made of the identifier in words. */
    readonly label: (identifier: string) => string;
    readonly offered: (card: Customer) => boolean;
  };
  /** In alerts of this type, about `count` others. */
  readonly alert?: { readonly type: string; readonly label: (count: number) => string };
  readonly key?: PageKey;
  /** Whom it is for; everybody unless given. */
  readonly roles?: readonly Role[];
}

/** What a slice lets one do from a customer's card: it leads to a page, or opens a dialog over the card. */
export type CardAction = OfferedAt &
  ({ readonly leadsTo: (customer: string) => string } | { readonly Dialog: LazyPart<CardDialogProps> });

export interface CardSectionProps<Data> {
  /** What the API's answer has under the section's name. */
  readonly data: Data;
  readonly card: Customer;
}

/** A part of a customer's card that a slice brings; shown where the answer has data under its name. */
export interface CardSection {
  readonly name: string;
  readonly title: string;
  readonly Section: LazyPart<CardSectionProps<unknown>>;
}

interface SectionDeclaration<Data> extends Pick<CardSection, 'name' | 'title'> {
  readonly load: () => Promise<ComponentType<CardSectionProps<Data>>>;
}

/** Declares a section. `Data` is what the slice's part of the answer holds. */
export function defineSection<Data>({ load, ...facts }: SectionDeclaration<Data>): CardSection {
  // The card hands over exactly what the answer has under the section's name.
  return { ...facts, Section: lazyPart(load) as unknown as LazyPart<CardSectionProps<unknown>> };
}
