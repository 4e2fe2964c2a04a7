import { CAMPAIGNS, PARTS, PRODUCTS, STORES, type Product } from './company.js';
import { daysLater, handledBy, minutesLater, money, type Draft, type Scene, type Story } from './draft.js';
import { MEETINGS } from './phrases.js';

/** In a store, with or without a loyalty card; some bring it back. */
export const storePurchase: Story = (scene) => {
  const { dice, person, at } = scene;
  const store = dice.pick(STORES);
  const drafts: Draft[] = [];
  if (dice.chance(0.3)) {
    drafts.push({
      at: at - 600_000,
      source: 'store-pos',
      kind: 'store-visit',
      channel: 'store',
      direction: 'inbound',
      department: 'sales',
      handledBy: handledBy(scene, 'sales'),
      parties: [{ person, role: 'visitor', marks: ['loyalty-card', 'name'] }],
      subject: 'Advice in the store',
      topics: [dice.pick(PARTS).topic],
      details: { store, durationSeconds: dice.whole(120, 2400) },
    });
  }
  const marks =
    person.loyaltyCard === undefined
      ? (['customer-number', 'email'] as const)
      : dice.chance(0.2)
        ? (['loyalty-card', 'customer-number'] as const)
        : (['loyalty-card'] as const);
  const bought = purchase(scene, at, basket(scene, PARTS), { source: 'store-pos', channel: 'store', store, marks });
  return [...drafts, bought, ...refundOf(scene, bought, 0.06)];
};

/** On the web, after a visit; a confirmation follows. */
export const webPurchase: Story = (scene) => {
  const { dice, person, at } = scene;
  const visit: Draft = {
    at: at - dice.whole(2, 40) * 60_000,
    source: 'web-shop',
    kind: 'web-visit',
    channel: 'web',
    direction: 'inbound',
    department: 'sales',
    parties: [{ person, role: 'visitor', marks: ['cookie'] }],
    topics: ['parts'],
    details: { pages: dice.whole(3, 20), durationSeconds: dice.whole(60, 1800), landing: '/shop' },
  };
  const bought = purchase(scene, at, basket(scene, PARTS), {
    source: 'web-shop',
    channel: dice.chance(0.85) ? 'web' : 'app',
    marks: ['cookie', 'email', 'customer-number', 'name'],
  });
  const confirmation: Draft = {
    at: minutesLater(dice, at, 1, 4),
    source: 'web-shop',
    kind: 'email',
    channel: 'email',
    direction: 'outbound',
    department: 'sales',
    parties: [{ person, role: 'recipient', marks: ['email', 'name'] }],
    subject: 'Your order is confirmed',
    topics: ['order'],
  };
  return [visit, bought, confirmation, ...refundOf(scene, bought, 0.08)];
};

/** An offer of a campaign; some answer, some of those buy. */
export const campaignOffer: Story = (scene) => {
  const { dice, person, at } = scene;
  const campaign = dice.pick(CAMPAIGNS);
  const offerId = `${campaign}-${new Date(at).getUTCFullYear()}`;
  const channel = dice.weighted(
    [
      ['email', 55],
      ['post', 30],
      ['phone', 8],
      ['web', 7],
    ],
    'email',
  );
  const marks =
    channel === 'post'
      ? (['customer-number', 'name', 'address'] as const)
      : channel === 'phone'
        ? (['mobile', 'customer-number'] as const)
        : (['email', 'customer-number'] as const);
  const offer: Draft = {
    at,
    source: 'marketing',
    kind: 'offer',
    channel,
    direction: 'outbound',
    department: 'sales',
    parties: [{ person, role: 'recipient', marks }],
    subject: `Campaign ${campaign}`,
    topics: ['campaign', campaign],
    details: { offerId, campaign, campaignType: channel === 'post' ? 'print' : 'direct' },
  };
  const response = dice.weighted(
    [
      ['none', 60],
      ['opened', 14],
      ['clicked', 10],
      ['declined', 6],
      ['redeemed', 5],
      ['accepted', 5],
    ] as const,
    'none',
  );
  if (response === 'none') return [offer];
  const answered: Draft = {
    ...offer,
    at: daysLater(dice, at, 0, 20),
    kind: 'offer-response',
    channel: response === 'redeemed' ? 'store' : channel === 'post' ? 'phone' : channel,
    direction: 'inbound',
    parties: [
      {
        person,
        role: 'respondent',
        marks: channel === 'post' || channel === 'phone' ? ['mobile', 'customer-number'] : ['email', 'cookie'],
      },
    ],
    outcome: response,
    details: { offerId, campaign, response },
  };
  if (response !== 'redeemed' && response !== 'accepted') return [offer, answered];
  const bought = purchase(
    scene,
    minutesLater(dice, answered.at, 2, 300),
    basket(scene, response === 'accepted' ? PRODUCTS : PARTS),
    {
      source: response === 'accepted' ? 'crm' : 'store-pos',
      channel: response === 'accepted' ? 'phone' : 'store',
      marks: response === 'accepted' ? ['customer-number', 'mobile', 'name'] : ['loyalty-card', 'customer-number'],
      coupon: offerId,
    },
  );
  return [offer, answered, bought];
};

/** Somebody books a meeting; others come along, a consultant among them. What is agreed is noted, offered and bought. */
export const meeting: Story = (scene) => {
  const { dice, person, consultants, people, at } = scene;
  const [subject, content] = dice.pick(MEETINGS);
  const staff = handledBy(scene, 'sales');
  const consultant = dice.chance(0.45) ? consultants[dice.whole(0, Math.max(0, consultants.length - 1))] : undefined;
  const job = person.jobs.findLast((each) => each.from <= at);
  const colleague = job && people.find((each) => each !== person && each.jobs.some((other) => other.employer === job.employer));
  const drafts: Draft[] = [
    {
      at,
      source: 'crm',
      kind: 'meeting',
      channel: dice.pick(['on-site', 'video', 'office']),
      direction: 'inbound',
      department: 'sales',
      handledBy: staff,
      parties: [
        { person, role: 'booker', marks: ['any-email', 'any-phone', 'name'] },
        ...(consultant && consultant !== person
          ? [{ person: consultant, role: 'attendee', marks: ['email', 'name'] as const }]
          : []),
        ...(colleague && colleague !== consultant && dice.chance(0.5)
          ? [{ person: colleague, role: 'attendee', marks: ['any-email', 'name'] as const }]
          : []),
      ],
      subject,
      content,
      topics: ['meeting'],
      outcome: dice.pick(['offer-wanted', 'not-now', 'open']),
      details: { durationSeconds: dice.whole(1200, 7200), place: dice.pick(['Showroom', 'At the customer', 'On screen']) },
    },
    {
      at: minutesLater(dice, at, 100, 400),
      source: 'crm',
      kind: 'note',
      channel: 'crm',
      direction: 'internal',
      department: 'sales',
      handledBy: staff,
      parties: [{ person, role: 'subject', marks: ['customer-number', 'any-email', 'name'] }],
      subject: `Note on: ${subject}`,
      content: dice.pick([
        'Decides together with the bank.',
        'Compares with two others; price matters most.',
        'Wants it done before the winter.',
      ]),
      topics: ['meeting'],
    },
  ];
  if (dice.chance(0.35))
    drafts.push(
      purchase(scene, daysLater(dice, at, 5, 40), basket(scene, PRODUCTS), {
        source: 'crm',
        channel: 'phone',
        marks: ['customer-number', 'any-email', 'name', 'address'],
      }),
    );
  return drafts;
};

interface Sale {
  readonly source: string;
  readonly channel: string;
  readonly marks: Draft['parties'][0]['marks'];
  readonly store?: string;
  readonly coupon?: string;
}

interface Line {
  readonly product: Product;
  readonly quantity: number;
}

function basket({ dice }: Scene, from: readonly [Product, ...Product[]]): readonly [Line, ...Line[]] {
  const lines: [Line, ...Line[]] = [{ product: dice.pick(from), quantity: dice.whole(1, 3) }];
  while (lines.length < 4 && dice.chance(0.3)) lines.push({ product: dice.pick(PARTS), quantity: dice.whole(1, 4) });
  return lines;
}

function purchase(
  scene: Scene,
  at: number,
  lines: readonly [Line, ...Line[]],
  { source, channel, marks, store, coupon }: Sale,
): Draft {
  const { person } = scene;
  const total = lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
  return {
    at,
    source,
    kind: 'purchase',
    channel,
    direction: 'inbound',
    department: 'sales',
    ...(channel === 'web' || channel === 'app' ? {} : { handledBy: handledBy(scene, 'sales') }),
    parties: [{ person, role: 'buyer', marks }],
    subject: lines[0].product.name,
    topics: [...new Set(lines.map(({ product }) => product.topic))],
    amount: money(person, total * 100),
    details: {
      lines: lines.map(({ product, quantity }) => ({
        sku: product.sku,
        description: product.name,
        quantity,
        unitPrice: `${product.price}.00`,
      })),
      ...(store === undefined ? {} : { store }),
      ...(coupon === undefined ? {} : { coupon }),
    },
  };
}

function refundOf({ dice }: Scene, bought: Draft, probability: number): Draft[] {
  if (!dice.chance(probability)) return [];
  return [
    {
      ...bought,
      at: daysLater(dice, bought.at, 2, 25),
      kind: 'refund',
      subject: `Brought back: ${bought.subject ?? ''}`,
      outcome: 'refunded',
      details: { ...bought.details, reason: dice.pick(['faulty', 'not-needed', 'wrong-part']) },
    },
  ];
}
