import type { FakeSettings } from '../../fake-hands.ts';
import { createPost } from '../../fake-post.ts';
import { SIGNATURE_HEADER, sign } from '../webhook.ts';
import type { WireEvent, WireMoney } from '../wire.ts';

export interface PostOptions extends FakeSettings {
  readonly webhookSecret: string;
}

/** Pauses before each further try, milliseconds. */
const PAUSES = [1_000, 5_000, 30_000, 300_000, 1_800_000, 3_600_000];

/** The bank's postman: signed webhooks, tried again until somebody answers 2xx. */
export function bankPost(options: PostOptions) {
  const { webhookSecret, now = Date.now } = options;
  let lie: Partial<WireMoney> | null = null;
  const post = createPost<{ readonly body: Uint8Array<ArrayBuffer>; readonly url: string }>(options, {
    // Every try is signed anew: its time is part of the signature.
    seal: async ({ body, url }) => {
      const signature = await sign(webhookSecret, body, now());
      return { url, headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature }, body };
    },
    taken: ({ ok }) => ok,
    pauses: PAUSES,
    timeoutMs: 15_000,
  });
  return {
    ...post,
    send: (event: WireEvent, url: string) => {
      const body = new TextEncoder().encode(JSON.stringify(lie ? lied(event, lie) : event));
      lie = null;
      post.send({ body, url });
    },
    /** The next webhook tells another sum or currency than there was. */
    lieOnce: (money: Partial<WireMoney>) => {
      lie = money;
    },
  };
}

/** The same event with another sum in what it is about. */
function lied(event: WireEvent, money: Partial<WireMoney>): WireEvent {
  const changed = <T extends { id: string; amount: WireMoney }>(list: readonly T[]) =>
    list.map((each) => (each.id === event.about ? { ...each, amount: { ...each.amount, ...money } } : each));
  const { payment } = event;
  const { charges, refunds, disputes } = payment;
  const lists = { charges: changed(charges), refunds: changed(refunds), disputes: changed(disputes) };
  return { ...event, payment: { ...payment, ...lists } };
}
