import type { Dice } from './dice.js';

/** The company of the demo: Northlight, which sells heating and solar power to homes and small firms, and looks after it. */
export type Department = 'sales' | 'service' | 'billing' | 'complaints' | 'field-service';

export const DEPARTMENTS: readonly Department[] = ['sales', 'service', 'billing', 'complaints', 'field-service'];

const STAFF: Readonly<Record<Department, readonly [string, ...string[]]>> = {
  sales: ['amelia.hart', 'ben.okafor', 'chloe.reid', 'dev.patel', 'eva.lindqvist', 'frank.mercer'],
  service: ['grace.obrien', 'hassan.ali', 'isla.munro', 'jack.turner', 'kira.novak', 'liam.walsh'],
  billing: ['maya.shah', 'noah.fischer', 'olive.grant', 'peter.quinn'],
  complaints: ['quentin.rowe', 'rosa.delgado', 'sam.whitaker', 'tara.kelly'],
  'field-service': ['umar.farooq', 'vera.hobbs', 'will.preston', 'xenia.petrou', 'yusuf.demir'],
};

export const STORES: readonly [string, ...string[]] = ['london-east', 'leeds', 'bristol', 'manchester', 'dublin', 'munich'];

export interface Product {
  readonly sku: string;
  readonly name: string;
  /** In whole units of money. */
  readonly price: number;
  readonly topic: string;
}

export const PRODUCTS: readonly [Product, ...Product[]] = [
  { sku: 'HP-08', name: 'Heat pump 8 kW', price: 6490, topic: 'heat-pump' },
  { sku: 'HP-12', name: 'Heat pump 12 kW', price: 8290, topic: 'heat-pump' },
  { sku: 'BO-24', name: 'Gas boiler 24 kW', price: 1890, topic: 'boiler' },
  { sku: 'PV-10', name: 'Solar panels, set of ten', price: 4350, topic: 'solar' },
  { sku: 'BA-05', name: 'Battery 5 kWh', price: 3190, topic: 'solar' },
];

export const PARTS: readonly [Product, ...Product[]] = [
  { sku: 'TH-01', name: 'Room thermostat', price: 79, topic: 'thermostat' },
  { sku: 'TH-02', name: 'Smart thermostat', price: 189, topic: 'thermostat' },
  { sku: 'FI-03', name: 'Filter, pack of three', price: 34, topic: 'parts' },
  { sku: 'RV-01', name: 'Radiator valve', price: 22, topic: 'parts' },
  { sku: 'CO-01', name: 'Carbon monoxide alarm', price: 27, topic: 'parts' },
  { sku: 'SC-12', name: 'Service contract, one year', price: 149, topic: 'contract' },
];

export const CAMPAIGNS: readonly [string, ...string[]] = ['warm-winter', 'solar-spring', 'boiler-swap', 'service-check'];

/** A member of staff of the department. */
export function anyStaff(dice: Dice, department: Department): string {
  return dice.pick(STAFF[department]);
}
