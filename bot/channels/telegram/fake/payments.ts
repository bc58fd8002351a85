import { isRecord } from './markup.ts';
import type { Method } from './messages.ts';
import { post } from './messages.ts';
import type { Params } from './params.ts';
import { ApiError, badRequest, type Charge, type Invoice, type Subscription } from './types.ts';
import { asUser, type World } from './world.ts';

const MONTH = 2_592_000;

/** Invoices, the ten seconds before a payment, Stars and their refunds (Bot API, Payments). */
export function paymentMethods(world: World): Record<string, Method> {
  return {
    sendinvoice: (params) => sendInvoice(world, params),
    createinvoicelink: (params) => createLink(world, params),
    answerprecheckoutquery: (params) => answerCheckout(world, params),
    refundstarpayment: (params) => refundStars(world, params),
    getstartransactions: (params) => ({ transactions: transactions(world, params) }),
    edituserstarsubscription: (params) => editSubscription(world, params),
    getmystarbalance: () => ({ amount: balance(world) }),
  };
}

function sendInvoice(world: World, params: Params) {
  world.openChat(params.int('chat_id'));
  const invoice = readInvoice(params, false);
  firstPays(params);
  const message = post(world, params, { invoice: publicInvoice(invoice) }, { invoice });
  // Telegram adds the button itself when the bot gives none (Bot API, sendInvoice).
  message.reply_markup ??= {
    inline_keyboard: [[{ text: `Pay ${invoice.total} ${invoice.currency}`, pay: true }]],
  };
  return message;
}

/** If there are buttons, the first must be a Pay button (Bot API, sendInvoice). */
function firstPays(params: Params): void {
  const markup = params.json('reply_markup');
  const rows = isRecord(markup) && Array.isArray(markup.inline_keyboard) ? markup.inline_keyboard : [];
  const [first] = rows.flat() as unknown[];
  if (first !== undefined && !(isRecord(first) && first.pay === true))
    throw badRequest('REPLY_MARKUP_BUY_EMPTY');
}

function publicInvoice(invoice: Invoice): Record<string, unknown> {
  const { title, description, currency, total } = invoice;
  return { title, description, start_parameter: '', currency, total_amount: total };
}

function createLink(world: World, params: Params): string {
  const invoice = readInvoice(params, true);
  const slug = `L${world.state.nextMessage++}`;
  world.state.links[slug] = invoice;
  world.options.onChange?.();
  return `${world.options.invoiceRoot ?? 'https://t.me/$'}${slug}`;
}

function readInvoice(params: Params, mayRenew: boolean): Invoice {
  const title = limited(params, 'title', 32, 'INVOICE_TITLE_INVALID');
  const description = limited(params, 'description', 255, 'INVOICE_DESCRIPTION_INVALID');
  const payload = params.text('payload') ?? '';
  const bytes = new TextEncoder().encode(payload).length;
  if (bytes < 1 || bytes > 128) throw badRequest('INVOICE_PAYLOAD_INVALID');
  const currency = params.text('currency') ?? '';
  if (!/^[A-Z]{3}$/.test(currency)) throw badRequest('CURRENCY_INVALID');
  if (currency !== 'XTR' && !params.text('provider_token')) throw badRequest('PAYMENT_PROVIDER_INVALID');
  const period = mayRenew ? readPeriod(params, currency) : null;
  return { title, description, payload, currency, total: readTotal(params, currency), paid: false, period };
}

/** Thirty days is the only period, and Stars the only currency (Bot API, createInvoiceLink). */
function readPeriod(params: Params, currency: string): number | null {
  const period = params.int('subscription_period');
  if (period === undefined) return null;
  if (period !== MONTH || currency !== 'XTR') throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
  return period;
}

function limited(params: Params, name: string, most: number, error: string): string {
  const text = params.text(name)?.trim() ?? '';
  if (text.length < 1 || text.length > most) throw badRequest(error);
  return text;
}

function readTotal(params: Params, currency: string): number {
  const prices = params.json('prices');
  if (!Array.isArray(prices) || prices.length === 0) throw badRequest("can't parse prices JSON object");
  if (currency === 'XTR' && prices.length !== 1) throw badRequest('STARS_INVOICE_INVALID');
  let total = 0;
  for (const price of prices) {
    const amount = isRecord(price) ? price.amount : null;
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount))
      throw badRequest("can't parse prices JSON object");
    total += amount;
  }
  if (total <= 0) throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  return total;
}

function answerCheckout(world: World, params: Params): true {
  const checkout = world.state.checkouts[params.text('pre_checkout_query_id') ?? ''];
  if (!checkout || checkout.ok !== null) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  checkout.ok = params.flag('ok');
  checkout.error = params.text('error_message') ?? null;
  if (!checkout.ok && !checkout.error) throw badRequest('error message must be specified');
  world.changed({ userId: checkout.userId, type: 'answer', data: { checkout: checkout.id } });
  return true;
}

/** A payment that went through: the service message, and the entry in the list of Stars. */
export function settle(world: World, userId: number, invoice: Invoice, renews?: Subscription): Charge {
  const chat = world.openChat(userId);
  const id = `stxn_${world.bot.id}_${world.state.nextMessage}`;
  const { currency, total, payload } = invoice;
  const charge: Charge = {
    id,
    userId,
    currency,
    amount: total,
    payload,
    date: world.seconds(),
    refunded: false,
    subscription: subscriptionOf(world, id, invoice, renews),
  };
  world.state.charges.push(charge);
  if (currency === 'XTR') move(world, charge, false);
  invoice.paid = true;
  const successful_payment = {
    currency,
    total_amount: total,
    invoice_payload: payload,
    telegram_payment_charge_id: id,
    provider_payment_charge_id: currency === 'XTR' ? '' : `provider_${id}`,
    ...(charge.subscription && {
      subscription_expiration_date: charge.subscription.until,
      is_recurring: true,
      ...(renews ? {} : { is_first_recurring: true }),
    }),
  };
  const { message } = world.append(chat, false, { successful_payment });
  world.push('message', message);
  return charge;
}

/** The first payment begins a subscription; a renewal adds a period to it. */
function subscriptionOf(
  world: World,
  id: string,
  { period }: Invoice,
  renews: Subscription | undefined,
): Subscription | null {
  if (renews) return { ...renews, until: renews.until + renews.period };
  return period === null ? null : { id, period, until: world.seconds() + period, canceled: false };
}

/** A month has passed: Telegram collects again, without asking the bot, unless somebody has cancelled. */
export function renew(world: World, chargeId: string): Charge {
  const paid = world.state.charges.findLast(({ subscription }) => subscription?.id === chargeId);
  if (!paid?.subscription || paid.subscription.canceled) throw new ApiError(409, 'no such subscription');
  const { userId, payload, currency, amount: total, subscription } = paid;
  const invoice = {
    title: '',
    description: '',
    payload,
    currency,
    total,
    paid: true,
    period: subscription.period,
  };
  return settle(world, userId, invoice, subscription);
}

function refundStars(world: World, params: Params): true {
  const charge = chargeOf(world, params);
  if (charge.refunded) throw badRequest('CHARGE_ALREADY_REFUNDED');
  charge.refunded = true;
  move(world, charge, true);
  const chat = world.chat(charge.userId);
  if (!chat) return true;
  const refunded_payment = {
    currency: 'XTR',
    total_amount: charge.amount,
    invoice_payload: charge.payload,
    telegram_payment_charge_id: charge.id,
  };
  const { message } = world.append(chat, false, { refunded_payment });
  world.push('message', message);
  return true;
}

/** A payment in Stars of the person whom the bot names. */
function chargeOf(world: World, params: Params): Charge {
  const id = params.text('telegram_payment_charge_id');
  const charge = world.state.charges.find((one) => one.id === id && one.userId === params.int('user_id'));
  if (charge?.currency !== 'XTR') throw badRequest('CHARGE_ID_INVALID');
  return charge;
}

function move(world: World, { id, userId, amount, payload }: Charge, out: boolean): void {
  world.state.stars.push({ id, userId, amount, payload, date: world.seconds(), out });
}

function transactions(world: World, params: Params): unknown[] {
  const offset = params.int('offset') ?? 0;
  const limit = Math.min(Math.max(params.int('limit') ?? 100, 1), 100);
  return world.state.stars.slice(offset, offset + limit).map((star) => {
    const person = world.chat(star.userId)?.person;
    const partner = {
      type: 'user',
      transaction_type: 'invoice_payment',
      user: person ? asUser(person) : null,
    };
    const row = { id: star.id, amount: star.amount, date: star.date };
    // A refund has the id of the payment that it returns (Bot API, StarTransaction).
    return star.out
      ? { ...row, receiver: partner }
      : { ...row, source: { ...partner, invoice_payload: star.payload } };
  });
}

function balance(world: World): number {
  return world.state.stars.reduce((sum, { amount, out }) => sum + (out ? -amount : amount), 0);
}

/** Stops a subscription from being collected again, or lets it (Bot API, editUserStarSubscription). */
function editSubscription(world: World, params: Params): true {
  const { subscription } = chargeOf(world, params);
  if (!subscription) throw badRequest('SUBSCRIPTION_NOT_ACTIVE');
  const canceled = params.flag('is_canceled');
  for (const each of world.state.charges)
    if (each.subscription?.id === subscription.id) each.subscription = { ...each.subscription, canceled };
  world.options.onChange?.();
  return true;
}
