import { CODE_PATTERN } from '#platform';
import type { DetailsSchema, Kind } from './kind.js';

const code = { type: 'string', minLength: 1, maxLength: 200, pattern: CODE_PATTERN, 'x-clear': true } as const;
const text = { type: 'string', maxLength: 2000 } as const;
/** At most a year. */
const seconds = { type: 'integer', minimum: 0, maximum: 366 * 86_400, 'x-clear': true } as const;
const count = { type: 'integer', minimum: 0, maximum: 10_000_000_000, 'x-clear': true } as const;
const attachments = {
  type: 'array',
  maxItems: 100,
  items: {
    type: 'object',
    properties: { name: text, mediaType: text, ref: text },
    required: ['name'],
    additionalProperties: false,
  },
} as const;

const lines = {
  type: 'array',
  maxItems: 2000,
  'x-clear': true,
  items: {
    type: 'object',
    properties: {
      sku: { type: 'string', minLength: 1, maxLength: 100, pattern: CODE_PATTERN },
      description: { type: 'string', maxLength: 300 },
      quantity: { type: 'number', minimum: -1_000_000_000, maximum: 1_000_000_000 },
      unitPrice: { type: 'string', pattern: String.raw`^-?\d{1,15}(\.\d{1,6})?$`, examples: ['12.50'] },
    },
    required: ['sku', 'quantity'],
    additionalProperties: false,
  },
} as const;

const object = (properties: DetailsSchema['properties'], required: readonly string[] = []): DetailsSchema => ({
  type: 'object',
  properties: properties ?? {},
  required,
  additionalProperties: false,
});

const kind = (name: string, label: string, channels: readonly string[], details: DetailsSchema = object({})): Kind => ({
  kind: name,
  label,
  channels,
  details,
});

const trade = object({ lines, store: code, coupon: code, orderId: code, reason: code });

/** The kinds every company has. More come from configuration. */
export const BUILT_IN_KINDS: readonly Kind[] = [
  kind(
    'call',
    'Call',
    ['phone', 'video'],
    object({ durationSeconds: seconds, waitSeconds: seconds, recordingRef: text, line: code }),
  ),
  kind('email', 'E-mail', ['email'], object({ messageId: text, attachments })),
  kind('letter', 'Letter', ['post'], object({ attachments, receivedOn: text })),
  kind(
    'fax',
    'Fax',
    ['fax'],
    object({ pages: { type: 'integer', minimum: 1, maximum: 1_000_000, 'x-clear': true }, attachments }),
  ),
  kind(
    'chat',
    'Chat',
    ['chat', 'messenger'],
    object({ durationSeconds: seconds, messages: count, bot: { type: 'boolean', 'x-clear': true } }),
  ),
  kind('sms', 'Text message', ['sms']),
  kind('social-post', 'Social post', ['social'], object({ network: code, url: text, reach: count })),
  kind(
    'complaint',
    'Complaint',
    ['phone', 'email', 'post', 'web', 'fax', 'store'],
    object(
      {
        stage: { type: 'string', enum: ['raised', 'escalated', 'resolved'], 'x-clear': true },
        product: code,
        subProduct: code,
        issue: code,
        subIssue: code,
        severity: { type: 'string', enum: ['low', 'medium', 'high'], 'x-clear': true },
        response: code,
        disputed: { type: 'boolean', 'x-clear': true },
        timely: { type: 'boolean', 'x-clear': true },
      },
      ['stage'],
    ),
  ),
  kind('site-visit', 'Visit to the customer', ['on-site'], object({ durationSeconds: seconds, purpose: code })),
  kind('store-visit', 'Visit to a store', ['store'], object({ store: code, durationSeconds: seconds })),
  kind(
    'web-visit',
    'Web visit',
    ['web', 'app'],
    object({ pages: count, durationSeconds: seconds, landing: text, ip: text, userAgent: text }),
  ),
  kind('meeting', 'Meeting', ['on-site', 'video', 'office'], object({ durationSeconds: seconds, place: text })),
  kind('purchase', 'Purchase', ['store', 'web', 'app', 'phone'], trade),
  kind('refund', 'Refund', ['store', 'web', 'app', 'phone'], trade),
  kind('cost', 'Cost to serve', ['back-office'], object({ type: code })),
  kind(
    'offer',
    'Offer',
    ['email', 'post', 'phone', 'web', 'store'],
    object({ offerId: code, campaign: code, campaignType: code, validUntil: code }, ['offerId']),
  ),
  kind(
    'offer-response',
    'Answer to an offer',
    ['email', 'post', 'phone', 'web', 'store'],
    object(
      {
        offerId: code,
        campaign: code,
        coupon: code,
        response: { type: 'string', enum: ['accepted', 'declined', 'redeemed', 'clicked', 'opened'], 'x-clear': true },
      },
      ['offerId', 'response'],
    ),
  ),
  kind('note', 'Note', ['crm', 'back-office'], object({ type: code })),
];
