import { isRecord } from './markup.ts';
import type { Method } from './messages.ts';
import { post } from './messages.ts';
import type { Params } from './params.ts';
import { badRequest, type Charge, type Invoice } from './types.ts';
import { asUser, type World } from './world.ts';

/** Invoices, the ten seconds before a payment, Stars and their refunds (Bot API, Payments). */
export function paymentMethods(world: World): Record<string, Method> {
  return {
    sendinvoice: (params) => sendInvoice(world, params),
    createinvoicelink: (params) => createLink(world, params),
    answerprecheckoutquery: (params) => answerCheckout(world, params),
    refundstarpayment: (params) => refundStars(world, params),
    getstartransactions: (params) => ({ transactions: transactions(world, params) }),
    getmystarbalance: () => ({ amount: balance(world) }),
  };
}

function sendInvoice(world: World, params: Params) {
  world.openChat(params.int('chat_id'));
  const invoice = readInvoice(params);
  const message = post(world, params, { invoice: publicInvoice(invoice) }, { invoice });
  // Telegram adds the button itself when the bot gives none (Bot API, sendInvoice).
  message.reply_markup ??= {
    inline_keyboard: [[{ text: `Pay ${invoice.total} ${invoice.currency}`, pay: true }]],
  };
  return message;
}

function publicInvoice(invoice: Invoice): Record<string, unknown> {
  const { title, description, currency, total } = invoice;
  return { title, description, start_parameter: '', currency, total_amount: total };
}

function createLink(world: World, params: Params): string {
  const invoice = readInvoice(params);
  const slug = `L${world.state.nextMessage++}`;
  world.state.links[slug] = invoice;
  return `https://t.me/$${slug}`;
}

function readInvoice(params: Params): Invoice {
  const title = limited(params, 'title', 32, 'INVOICE_TITLE_INVALID');
  const description = limited(params, 'description', 255, 'INVOICE_DESCRIPTION_INVALID');
  const payload = params.text('payload') ?? '';
  const bytes = new TextEncoder().encode(payload).length;
  if (bytes < 1 || bytes > 128) throw badRequest('INVOICE_PAYLOAD_INVALID');
  const currency = params.text('currency') ?? '';
  if (!/^[A-Z]{3}$/.test(currency)) throw badRequest('CURRENCY_INVALID');
  if (currency !== 'XTR' && !params.text('provider_token')) throw badRequest('PAYMENT_PROVIDER_INVALID');
  return { title, description, payload, currency, total: readTotal(params, currency), paid: false };
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
export function settle(world: World, userId: number, invoice: Invoice): Charge {
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
  };
  world.state.charges.push(charge);
  invoice.paid = true;
  const successful_payment = {
    currency,
    total_amount: total,
    invoice_payload: payload,
    telegram_payment_charge_id: id,
    provider_payment_charge_id: currency === 'XTR' ? '' : `provider_${id}`,
  };
  const { message } = world.append(chat, false, { successful_payment });
  world.push('message', message);
  return charge;
}

function refundStars(world: World, params: Params): true {
  const id = params.text('telegram_payment_charge_id');
  const charge = world.state.charges.find((one) => one.id === id && one.userId === params.int('user_id'));
  if (charge?.currency !== 'XTR') throw badRequest('CHARGE_ID_INVALID');
  if (charge.refunded) throw badRequest('CHARGE_ALREADY_REFUNDED');
  charge.refunded = true;
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

function transactions(world: World, params: Params): unknown[] {
  const stars = world.state.charges.filter(({ currency }) => currency === 'XTR');
  const rows = stars.flatMap((charge) => {
    const person = world.chat(charge.userId)?.person;
    const partner = {
      type: 'user',
      transaction_type: 'invoice_payment',
      user: person ? asUser(person) : null,
    };
    const row = { id: charge.id, amount: charge.amount, date: charge.date };
    const income = { ...row, source: { ...partner, invoice_payload: charge.payload } };
    return charge.refunded ? [income, { ...row, receiver: partner }] : [income];
  });
  const offset = params.int('offset') ?? 0;
  return rows.slice(offset, offset + Math.min(params.int('limit') ?? 100, 100));
}

function balance(world: World): number {
  const open = world.state.charges.filter(({ currency, refunded }) => currency === 'XTR' && !refunded);
  return open.reduce((sum, { amount }) => sum + amount, 0);
}
