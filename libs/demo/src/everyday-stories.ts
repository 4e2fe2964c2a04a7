import { daysLater, handledBy, minutesLater, money, type Draft, type Scene, type Story } from './draft.js';
import type { Department } from './company.js';
import { POSTS, question } from './phrases.js';
import type { Mark } from './write-party.js';

/** Somebody looks around on the web site; now and then they sign in. */
export const browsing: Story = ({ dice, person, at }) => {
  const visits: Draft[] = [];
  const count = dice.whole(1, 3);
  let when = at + dice.whole(-3, 3) * 3_600_000;
  for (let visit = 0; visit < count; visit++) {
    const signedIn = dice.chance(0.3);
    visits.push({
      at: when,
      source: 'web-shop',
      kind: 'web-visit',
      channel: dice.chance(0.8) ? 'web' : 'app',
      direction: 'inbound',
      department: 'sales',
      parties: [{ person, role: 'visitor', marks: signedIn ? ['cookie', 'email', 'customer-number'] : ['cookie'] }],
      topics: [dice.pick(['heat-pump', 'solar', 'boiler', 'parts', 'prices', 'help'])],
      details: {
        pages: dice.whole(1, 14),
        durationSeconds: dice.whole(10, 900),
        landing: dice.pick(['/', '/heat-pumps', '/solar', '/help', '/offers']),
      },
    });
    when = daysLater(dice, when, 0, 4);
  }
  return visits;
};

/** A question over any channel; what came in writing is answered in writing. */
export const enquiry: Story = (scene) => {
  const { dice, person } = scene;
  const { topic, subject, content } = question(dice);
  const department: Department = topic === 'invoice' ? 'billing' : topic === 'solar' ? 'sales' : 'service';
  const staff = handledBy(scene, department);
  const common = { direction: 'inbound', department, handledBy: staff, subject, content, topics: [topic] } as const;
  const outcome = dice.pick(['resolved', 'resolved', 'call-back', 'passed-on']);
  const way = dice.weighted(
    [
      ['call', 46],
      ['email', 26],
      ['chat', 12],
      ['sms', 6],
      ['letter', 7],
      ['fax', 3],
    ],
    'call',
  );
  const first = (source: string, kind: string, channel: string, marks: readonly Mark[], details: Draft['details']): Draft => ({
    ...common,
    at: scene.at,
    source,
    kind,
    channel,
    parties: [{ person, role: kind === 'call' ? 'caller' : 'sender', marks }],
    ...(kind === 'call' || kind === 'chat' ? { outcome } : {}),
    ...(details ? { details } : {}),
  });
  const known: readonly Mark[] = dice.chance(0.5) ? ['customer-number'] : [];
  switch (way) {
    case 'email': {
      const asked = first('e-mail', 'email', 'email', ['any-email', 'name', ...known], {
        messageId: `<${dice.digits(12)}@mail.example>`,
      });
      return [asked, answer(scene, asked, 'email', 'email', ['any-email'])];
    }
    case 'chat':
      return [
        first('web-shop', 'chat', dice.pick(['chat', 'messenger']), ['cookie', 'email', 'name'], {
          durationSeconds: dice.whole(60, 1500),
          messages: dice.whole(3, 40),
          bot: dice.chance(0.3),
        }),
      ];
    case 'sms': {
      const asked = first('contact-centre', 'sms', 'sms', ['mobile'], undefined);
      return [asked, answer(scene, asked, 'sms', 'sms', ['mobile'])];
    }
    case 'letter': {
      const asked = first('mail-room', 'letter', 'post', ['name', 'address', ...known], undefined);
      return [asked, answer(scene, asked, 'letter', 'post', ['name', 'address', 'customer-number'])];
    }
    case 'fax':
      return [first('mail-room', 'fax', 'fax', ['name', 'any-phone', ...known], { pages: dice.whole(1, 4) })];
    default:
      return [
        first('contact-centre', 'call', 'phone', ['any-phone', ...known, ...(dice.chance(0.7) ? (['name'] as const) : [])], {
          durationSeconds: dice.whole(40, 1500),
          waitSeconds: dice.whole(2, 400),
          line: dice.pick(['main', 'service', 'sales']),
        }),
      ];
  }
};

/** Somebody calls about the contract of another member of the household. */
export const onBehalf: Story = (scene) => {
  const { dice, person, at } = scene;
  const relative = person.household.find((each) => each !== person);
  if (!relative) return enquiry(scene);
  const { topic, subject, content } = question(dice);
  return [
    {
      at,
      source: 'contact-centre',
      kind: 'call',
      channel: 'phone',
      direction: 'inbound',
      department: 'service',
      handledBy: handledBy(scene, 'service'),
      parties: [
        { person, role: 'caller', marks: ['mobile', 'name'] },
        { person: relative, role: 'on-behalf-of', marks: ['customer-number', 'account', 'name', 'birth-date'] },
      ],
      subject,
      content: `Calls for ${relative.given}. ${content}`,
      topics: [topic],
      outcome: 'resolved',
      details: { durationSeconds: dice.whole(60, 1200), waitSeconds: dice.whole(2, 300), line: 'service' },
    },
  ];
};

/** An invoice goes out; some pay late, some call. */
export const invoice: Story = (scene) => {
  const { dice, person, at } = scene;
  const number = dice.digits(6);
  const sum = money(person, dice.whole(1900, 48_000));
  const byPost = dice.chance(0.45);
  const staff = handledBy(scene, 'billing');
  const drafts: Draft[] = [
    {
      at,
      source: 'billing',
      kind: byPost ? 'letter' : 'email',
      channel: byPost ? 'post' : 'email',
      direction: 'outbound',
      department: 'billing',
      handledBy: staff,
      parties: [
        {
          person,
          role: 'payer',
          marks: ['customer-number', 'account', 'name', ...(byPost ? (['address'] as const) : (['email'] as const))],
        },
      ],
      subject: `Invoice ${number}`,
      topics: ['invoice'],
      amount: sum,
    },
  ];
  if (!dice.chance(0.3)) return drafts;
  const reminded = daysLater(dice, at, 21, 35);
  drafts.push({ ...drafts[0], at: reminded, subject: `Reminder: invoice ${number}`, topics: ['invoice', 'reminder'] } as Draft);
  drafts.push({
    at: minutesLater(dice, reminded, 5, 90),
    source: 'billing',
    kind: 'cost',
    channel: 'back-office',
    direction: 'internal',
    department: 'billing',
    handledBy: staff,
    parties: [{ person, role: 'payer', marks: ['customer-number', 'account'] }],
    subject: 'Cost of a reminder',
    amount: money(person, dice.whole(150, 450)),
    details: { type: 'reminder' },
  });
  return drafts;
};

/** Somebody writes about the company in public; the company answers. */
export const socialPost: Story = (scene) => {
  const { dice, person, at } = scene;
  if (person.socialHandle === undefined) return browsing(scene);
  const [subject, content] = dice.pick(POSTS);
  const post: Draft = {
    at,
    source: 'social-desk',
    kind: 'social-post',
    channel: 'social',
    direction: 'inbound',
    department: 'service',
    parties: [{ person, role: 'author', marks: dice.chance(0.2) ? ['social', 'mobile'] : ['social'] }],
    subject,
    content,
    topics: [subject.toLowerCase()],
    details: { network: dice.pick(['chirp', 'facelink', 'pictogram']), reach: dice.whole(10, 9000) },
  };
  return dice.chance(0.6) ? [post, answer(scene, post, 'social-post', 'social', ['social'])] : [post];
};

function answer(scene: Scene, to: Draft, kind: string, channel: string, marks: readonly Mark[]): Draft {
  const { dice, person } = scene;
  return {
    at: minutesLater(dice, to.at, 20, 2000),
    source: to.source,
    kind,
    channel,
    direction: 'outbound',
    department: to.department,
    handledBy: to.handledBy ?? handledBy(scene, to.department),
    parties: [{ person, role: 'recipient', marks }],
    subject: `Re: ${to.subject ?? ''}`,
    content: dice.pick([
      'Thank you for writing. This is done now.',
      'We have looked into it and will call you tomorrow.',
      'You find the answer below; write again if anything is open.',
    ]),
    ...(to.topics ? { topics: to.topics } : {}),
  };
}
