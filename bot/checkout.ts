import type { Incoming } from '../domain/ports/channel.ts';
import type { CheckoutRefusal } from '../domain/ports/payment-provider.ts';
import type { BotDeps } from './turn.ts';

export type Checkout = Extract<Incoming, { type: 'pre_checkout' }>;

/** The payer waits ten seconds in all (Bot API, answerPreCheckoutQuery); the rest is for the answer's way. */
const PATIENCE = 2_000;

/**
 * Lets a payment in the messenger go on, or ends it with words that say what to do. No word in time is a
 * no: whoever may not be sure lets no money pass, and the payer can press again. Never throws, since a
 * second delivery of the question would come too late.
 */
export async function answerCheckout(deps: BotDeps, checkout: Checkout, requestId: string): Promise<void> {
  const verdict = await inTime(judge(deps, checkout)).catch((error: unknown) => {
    deps.log.error({ requestId, channel: checkout.channel, error: String(error) }, 'checkout not judged');
    return 'later' as const;
  });
  const words = verdict === 'ok' ? null : await wordsFor(deps, checkout, verdict);
  const told = await deps.channels.get(checkout.channel)?.answerCheckout?.(checkout.queryId, words);
  const fields = { requestId, channel: checkout.channel, paymentId: checkout.payload, verdict };
  if (told?.ok) deps.log.info(fields, 'checkout answered');
  else deps.log.warn({ ...fields, code: told?.code ?? 'no_way_to_answer' }, 'checkout answer not taken');
}

function judge({ cashier }: BotDeps, { channel, payload, amount }: Checkout) {
  return cashier.mayPay(channel, payload, amount);
}

/** In the language in which the bot talks to this person, when that is known soon enough. */
async function wordsFor(
  { store, texts }: BotDeps,
  { channel, from }: Checkout,
  why: CheckoutRefusal | 'later',
): Promise<string> {
  const person = await inTime(store.person(channel, from.address)).catch(() => null);
  const locale = person?.contact?.locale ?? person?.staff?.locale ?? texts.nearest(from.language);
  return texts.plain(locale, `checkout-${why}`);
}

function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
