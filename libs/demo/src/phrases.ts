import type { Dice } from './dice.js';

/** What people say, by what it is about. */
type Phrases = readonly [readonly [string, string], ...(readonly [string, string])[]];

const QUESTIONS: Readonly<Record<string, Phrases>> = {
  invoice: [
    ['Question about an invoice', 'Does not understand the standing charge on the last invoice. Explained line by line.'],
    ['Invoice came twice', 'The same invoice arrived by post and by e-mail and the customer feared having to pay both.'],
    [
      'Wants to pay in instalments',
      'Asked whether the balance can be paid in three parts. Agreed, first part at the end of the month.',
    ],
    ['Change of bank details', 'New bank account from next month; the old direct debit is to be ended.'],
  ],
  heating: [
    [
      'Heating too cold in the morning',
      'Rooms reach 17 degrees only by ten o’clock. Went through the weekly programme together.',
    ],
    ['Noise from the heat pump', 'A humming at night since the first frost. Sent a short recording.'],
    ['Thermostat shows error E4', 'The display shows E4 after a power cut. Restarting helped.'],
    ['How often is a service due', 'Wanted to know whether yearly service is needed to keep the guarantee.'],
  ],
  delivery: [
    ['Where is my delivery', 'Expected the parcel yesterday. It left the warehouse this morning.'],
    ['Deliver to a neighbour', 'Nobody is at home on Thursday; please leave it next door.'],
    ['One part is missing', 'The box held two valves instead of three. The third was sent after.'],
  ],
  moving: [
    ['Moving house', 'Moves at the end of the month and wants to take the contract along.'],
    ['New telephone number', 'Gave a new number; the old one will be gone by the weekend.'],
    ['Name after marriage', 'Asked to have the surname changed on the contract.'],
  ],
  solar: [
    ['Advice on solar panels', 'South-facing roof, about 40 square metres. Wants to know what pays off.'],
    ['Battery or no battery', 'Asked how much of the power can be used at home with and without a battery.'],
    ['Feed-in meter', 'The network operator wants a form that the customer does not have.'],
  ],
};

export const FAULTS: Phrases = [
  ['No hot water', 'No hot water since last night; two small children in the house.'],
  ['Boiler keeps losing pressure', 'Has to top it up every other day. A drip under the valve.'],
  ['Heat pump stops', 'Stops with error F28 after some minutes.'],
  ['Radiators stay cold upstairs', 'Downstairs is warm, upstairs is not. Bled them twice already.'],
  ['Solar inverter shows red', 'The inverter has been red since the storm; no power since.'],
];

export const COMPLAINTS: readonly [readonly [string, string, string], ...(readonly [string, string, string])[]] = [
  ['Engineer did not come', 'missed-appointment', 'Took a day off, waited from eight to five, nobody came and nobody called.'],
  ['Charged twice', 'billing', 'The amount was taken from the account twice. Wants it back and an explanation.'],
  ['Rude on the telephone', 'staff', 'Was cut off in the middle of a sentence and called again three times.'],
  ['Repair did not last', 'quality', 'Repaired in autumn, broken again after four weeks. Does not want to pay a second time.'],
  ['Damaged on delivery', 'delivery', 'The casing has a dent as long as a hand. Photographs are enclosed.'],
  ['Promised call never came', 'promise', 'Was promised a call by Friday, for the second time. Nothing.'],
];

export const POSTS: Phrases = [
  ['Praise', 'Boiler back on within a day, in January. Thank you @northlight!'],
  ['Grumble', 'Day three without heating. @northlight do you answer at all?'],
  ['Question', '@northlight does the new thermostat work with my old boiler?'],
];

export const MEETINGS: Phrases = [
  ['Heating for the new office', 'Went through the plans; two variants to be priced.'],
  ['Solar on the warehouse roof', 'The structural report is missing; the rest can be offered.'],
  ['Yearly review of the contract', 'Satisfied; wants one visit a year instead of two.'],
  ['Advice at home', 'Measured the rooms, looked at the cellar; room for a heat pump.'],
];

/** A question: its topic, subject and content. */
export function question(dice: Dice): { readonly topic: string; readonly subject: string; readonly content: string } {
  const topic = dice.pick(['invoice', 'heating', 'delivery', 'moving', 'solar']);
  const [subject, content] = dice.pick(QUESTIONS[topic] ?? FAULTS);
  return { topic, subject, content };
}
