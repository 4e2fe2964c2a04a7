import type { Desk } from '#desk';
import { CustomerPicker, customersPages, CustomerSearch } from '#customers/pages';
import { recognitionPages } from '#recognition/pages';
import { recordingPages } from '#recording/pages';
import { sealingPages } from '#sealing/pages';

/** The slices that have pages, in the order of the desk's menus, and what their pages take from one another. */
export const desk: Desk = {
  slices: [customersPages, recognitionPages, recordingPages, sealingPages],
  CustomerSearch,
  CustomerPicker,
};
