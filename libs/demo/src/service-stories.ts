import { daysLater, handledBy, minutesLater, money, type Draft, type Story } from './draft.js';
import { COMPLAINTS, FAULTS } from './phrases.js';

/** Something is broken: a case is opened, an engineer comes, the case is closed. What the visit cost is booked. */
export const repair: Story = (scene) => {
  const { dice, person, at } = scene;
  const [subject, content] = dice.pick(FAULTS);
  const ref = scene.newCase();
  const engineer = handledBy(scene, 'field-service');
  const staff = handledBy(scene, 'service');
  const visitedAt = daysLater(dice, at, 1, 9);
  const byMail = dice.chance(0.25);
  const drafts: Draft[] = [
    {
      at,
      source: byMail ? 'e-mail' : 'contact-centre',
      kind: byMail ? 'email' : 'call',
      channel: byMail ? 'email' : 'phone',
      direction: 'inbound',
      department: 'service',
      handledBy: staff,
      parties: [
        { person, role: byMail ? 'sender' : 'caller', marks: byMail ? ['any-email', 'name'] : ['any-phone', 'account', 'name'] },
      ],
      subject,
      content,
      topics: ['repair'],
      outcome: 'visit-booked',
      case: { ref, status: 'opened' },
    },
    {
      at: Math.max(at + 600_000, visitedAt - 82_800_000),
      source: 'field-service',
      kind: 'sms',
      channel: 'sms',
      direction: 'outbound',
      department: 'field-service',
      parties: [{ person, role: 'recipient', marks: ['mobile'] }],
      subject: 'Your appointment tomorrow',
      case: { ref, status: 'updated' },
    },
    {
      at: visitedAt,
      source: 'field-service',
      kind: 'site-visit',
      channel: 'on-site',
      direction: 'outbound',
      department: 'field-service',
      handledBy: engineer,
      parties: [{ person, role: 'customer', marks: ['customer-number', 'mobile', 'name', 'address'] }],
      subject: `Visit: ${subject}`,
      content: dice.pick([
        'Valve replaced, pressure holds.',
        'Reset and cleaned; runs again.',
        'Part ordered, comes back next week.',
      ]),
      topics: ['repair'],
      outcome: dice.pick(['repaired', 'repaired', 'part-ordered']),
      case: { ref, status: 'updated' },
      details: { durationSeconds: dice.whole(900, 9000), purpose: 'repair' },
    },
    {
      at: minutesLater(dice, visitedAt, 120, 300),
      source: 'field-service',
      kind: 'cost',
      channel: 'back-office',
      direction: 'internal',
      department: 'field-service',
      handledBy: engineer,
      parties: [{ person, role: 'customer', marks: ['customer-number', 'mobile'] }],
      subject: 'Cost of a visit',
      amount: money(person, dice.whole(4500, 16_000)),
      case: { ref, status: 'updated' },
      details: { type: 'site-visit' },
    },
  ];
  if (dice.chance(0.9)) {
    drafts.push({
      at: daysLater(dice, visitedAt, 1, 6),
      source: 'contact-centre',
      kind: 'call',
      channel: 'phone',
      direction: 'outbound',
      department: 'service',
      handledBy: staff,
      parties: [{ person, role: 'callee', marks: ['mobile'] }],
      subject: 'Is it working?',
      topics: ['repair'],
      outcome: 'resolved',
      case: { ref, status: 'closed' },
    });
  }
  return drafts;
};

/** A complaint: raised, perhaps escalated, usually resolved, now and then with money back. */
export const complaint: Story = (scene) => {
  const { dice, person, at } = scene;
  const [subject, issue, content] = dice.pick(COMPLAINTS);
  const ref = scene.newCase();
  const staff = handledBy(scene, 'complaints');
  const channel = dice.weighted(
    [
      ['phone', 34],
      ['email', 30],
      ['post', 12],
      ['web', 14],
      ['fax', 5],
      ['store', 5],
    ],
    'phone',
  );
  const marks = {
    phone: ['any-phone', 'name'],
    email: ['any-email', 'name'],
    post: ['name', 'address', 'customer-number'],
    web: ['cookie', 'email', 'name'],
    fax: ['name', 'any-phone', 'customer-number'],
    store: ['loyalty-card', 'name'],
  } as const;
  const severity = dice.pick(['low', 'medium', 'medium', 'high']);
  const raised: Draft = {
    at,
    source:
      channel === 'post' || channel === 'fax'
        ? 'mail-room'
        : channel === 'web'
          ? 'web-shop'
          : channel === 'store'
            ? 'store-pos'
            : channel === 'email'
              ? 'e-mail'
              : 'contact-centre',
    kind: 'complaint',
    channel,
    direction: 'inbound',
    department: 'complaints',
    handledBy: staff,
    parties: [{ person, role: 'complainant', marks: marks[channel] }],
    subject,
    content,
    topics: ['complaint', issue],
    case: { ref, status: 'opened' },
    details: { stage: 'raised', issue, severity },
  };
  const drafts = [raised];
  let last = at;
  if (dice.chance(0.3)) {
    last = daysLater(dice, last, 4, 15);
    drafts.push({
      ...raised,
      at: last,
      source: 'mail-room',
      channel: 'post',
      parties: [{ person, role: 'complainant', marks: marks.post }],
      subject: `Second complaint: ${subject}`,
      case: { ref, status: 'updated' },
      details: { stage: 'escalated', issue, severity: 'high' },
    });
  }
  if (!dice.chance(0.85)) return drafts;
  last = daysLater(dice, last, 2, 18);
  drafts.push({
    ...raised,
    at: last,
    source: 'e-mail',
    channel: 'email',
    direction: 'outbound',
    parties: [{ person, role: 'complainant', marks: ['email', 'customer-number'] }],
    subject: `Settled: ${subject}`,
    content: 'We are sorry. This is what went wrong, and what we have done about it.',
    outcome: dice.pick(['apology', 'goodwill', 'rejected']),
    case: { ref, status: 'closed' },
    details: { stage: 'resolved', issue, severity },
  });
  return drafts;
};
