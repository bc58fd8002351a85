import type { FakeSettings } from '../../fake-hands.ts';
import { createPost } from '../../fake-post.ts';
import { stripeLibrary } from '../library.ts';
import { fakeId } from './state.ts';

export interface PostOptions extends FakeSettings {
  readonly webhookSecret: string;
  /** The one webhook endpoint of the account. */
  readonly webhookUrl: string;
}

/** Pauses before each further try, milliseconds. Stripe tries for up to three days with growing pauses. */
const PAUSES = [1_000, 5_000, 30_000, 300_000, 3_600_000, 21_600_000];

/** `Stripe-Signature` of a body, as Stripe's library makes it. `at` in milliseconds. */
export async function sign(secret: string, payload: string, at: number): Promise<string> {
  const library = await stripeLibrary();
  return library.webhooks.generateTestHeaderStringAsync({
    payload,
    secret,
    timestamp: Math.floor(at / 1000),
    scheme: 'v1',
    signature: '',
    cryptoProvider: library.createSubtleCryptoProvider(),
  });
}

/** Sends signed events, again and again until somebody answers 2xx. */
export function stripePost(options: PostOptions) {
  const { webhookSecret, webhookUrl: url, now = Date.now } = options;
  let lie: object | null = null;
  const post = createPost<string>(options, {
    seal: async (body) => {
      const signature = await sign(webhookSecret, body, now());
      const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
      return { url, headers, body, redirect: 'manual' };
    },
    taken: ({ ok }) => ok,
    pauses: PAUSES,
    timeoutMs: 15_000,
  });
  return {
    ...post,
    send: (type: string, object: object) => {
      const lied = type === 'checkout.session.completed' ? lie : null;
      if (lied) lie = null;
      post.send(JSON.stringify(eventOf(type, { ...object, ...lied }, now())));
    },
    /** The next completed session tells these in place of what was. */
    lieOnce: (fields: object) => {
      lie = fields;
    },
  };
}

function eventOf(type: string, object: object, at: number) {
  return {
    id: fakeId('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(at / 1000),
    type,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object },
  };
}
