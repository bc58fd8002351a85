import { type Context, Hono } from 'hono';
import { fromDecimal } from '../../../../domain/money.ts';
import { answerPage, speechOf } from '../../fake-page.tsx';
import { answerSheet } from '../../fake-sheet.ts';
import type { WireMoney } from '../wire.ts';
import { type Books, DAYS_TO_ANSWER } from './books.ts';
import { COLOURS } from './css.ts';
import { BankFrame } from './frame.tsx';
import { OfficePage } from './office-page.tsx';
import { PayPage } from './pay-page.tsx';
import { BankError, type BankPayment, leftOf } from './state.ts';
import { LANGUAGES } from './words.ts';

/** The office shows so many payments, newest first. */
const SHOWN = 50;

/** A press that can't be done, with the key of the words that say why. */
class Wrong extends Error {
  constructor(readonly why: 'wrongSum' | 'wrongSeconds' | 'wrongDays') {
    super(why);
  }
}

/** Pages to play the payer and the bank. Plain forms, no script; every press ends in a 303. */
export function bankPages(books: Books, now: () => number, root: string): Hono {
  const app = new Hono();
  const pay = (c: Context, id: string, alert?: string) =>
    answerPage(c, <PayPage {...speechOf(c, LANGUAGES)} payment={books.get(id)} root={root} alert={alert} />);
  const office = (c: Context, alert?: string) => {
    const payments = books.all().slice(-SHOWN).reverse();
    return answerPage(
      c,
      <OfficePage
        {...speechOf(c, LANGUAGES)}
        payments={payments}
        slow={books.slowRefunds}
        root={root}
        alert={alert}
      />,
    );
  };
  app.onError((error, c) => {
    const { words, query } = speechOf(c, LANGUAGES);
    c.status(error instanceof BankError ? error.status : 500);
    const missing = error instanceof BankError && error.status === 404;
    const title = missing ? words.notFound : words.impossible;
    return answerPage(c, <BankFrame root={root} words={words} query={query} title={title} children={null} />);
  });
  app.get('/bank.css', (c) => answerSheet(c, COLOURS));
  app.get('/pay/:id', (c) => pay(c, c.req.param('id')));
  app.post('/pay/:id', async (c) => {
    const payment = books.get(c.req.param('id'));
    const alert = attempt(c, payAct(books, now, payment, await fieldsOf(c)));
    return alert ? pay(c, payment.id, alert) : c.redirect(payment.returnUrl, 303);
  });
  app.get('/admin', (c) => office(c));
  app.post('/admin', async (c) => {
    const alert = attempt(c, officeAct(books, await fieldsOf(c)));
    return alert ? office(c, alert) : c.redirect(`${root}/admin${speechOf(c, LANGUAGES).query}`, 303);
  });
  return app;
}

interface Fields {
  readonly what: string;
  readonly id: string;
  readonly sum: string;
  readonly seconds: string;
  readonly days: string;
}

async function fieldsOf(c: Context): Promise<Fields> {
  const form = await c.req.parseBody();
  const field = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
  const [sum, seconds, days] = ['sum', 'seconds', 'days'].map((name) => field(name).trim());
  return { what: field('do'), id: field('id'), sum: sum ?? '', seconds: seconds ?? '', days: days ?? '' };
}

/** Does it; gives the words for why it could not be done, with the answer's status set. */
function attempt(c: Context, act: () => void): string | undefined {
  const { words } = speechOf(c, LANGUAGES);
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Wrong) {
      c.status(400);
      return words[error.why];
    }
    if (!(error instanceof BankError)) throw error;
    c.status(error.status);
    return error.status === 404 ? words.notFound : `${words.impossible}: ${error.message}`;
  }
}

/** What a payer pressed. A double click on a paid page pays nothing; only "twice" does. */
function payAct(books: Books, now: () => number, payment: BankPayment, { what, sum, seconds }: Fields) {
  const { id, state } = payment;
  const acts: Readonly<Record<string, () => void>> = {
    pay: () => books.pay(id),
    twice: () => [books.pay(id), books.pay(id)],
    less: () => books.pay(id, lessOf(payment, sum)),
    silent: () => [books.hush(id), books.pay(id)],
    decline: () => books.decline(id, 'insufficient_funds'),
    late: () => books.payLate(id, now() + millisecondsOf(seconds)),
  };
  return () => {
    const act = Object.hasOwn(acts, what) ? acts[what] : undefined;
    if (!act) throw new BankError(400, 'invalid', 'there is no such button', 'do');
    if (state === 'succeeded' || state === 'authorized') return;
    if (state !== 'pending' && what !== 'late')
      throw new BankError(409, 'not_payable', 'the payment is over');
    act();
  };
}

/** What the bank's office pressed. */
function officeAct(books: Books, { what, id, sum, days }: Fields) {
  const acts: Readonly<Record<string, () => void>> = {
    repeat: () => books.repeat(id),
    capture: () => captureByHand(books, id, sum),
    free: () => void books.cancel(id),
    refund: () => refundByHand(books, id, sum),
    byHand: () => {
      books.slowRefunds = !books.slowRefunds;
    },
    finish: () => books.finishRefund(id, 'succeeded'),
    fail: () => books.finishRefund(id, 'failed'),
    chargeback: () => books.chargeBack(id, daysOf(days)),
    won: () => books.decideDispute(id, 'won'),
    lost: () => books.decideDispute(id, 'lost'),
  };
  return () => {
    const act = Object.hasOwn(acts, what) ? acts[what] : undefined;
    if (!act) throw new BankError(400, 'invalid', 'there is no such button', 'do');
    act();
  };
}

/** The shop's own hands in the bank's office: all that is held, or what was written. */
function captureByHand(books: Books, id: string, sum: string): void {
  const { held } = books.get(id);
  if (!held) throw new BankError(409, 'not_held', 'no money is held');
  books.capture(null, id, sum ? sumOf(sum, held.amount.currency) : held.amount);
}

function refundByHand(books: Books, chargeId: string, sum: string): void {
  const payment = books.all().find(({ charges }) => charges.some(({ id }) => id === chargeId));
  if (!payment) throw new BankError(404, 'not_found', 'there is no such charge');
  const { currency } = payment.amount;
  const left = leftOf(payment, chargeId).toString();
  const amount = sum ? sumOf(sum, currency) : { minor: left, currency };
  if (amount.minor === '0') throw new BankError(409, 'too_much', 'nothing is left');
  books.refund(null, { chargeId, amount, refundId: null, reason: null });
}

function lessOf({ amount }: BankPayment, sum: string): WireMoney {
  if (sum) return sumOf(sum, amount.currency);
  const half = BigInt(amount.minor) / 2n || 1n;
  return { minor: half.toString(), currency: amount.currency };
}

/** `150`, `150.50`, `1 500,50`. @throws Wrong for anything else, and for nothing. */
function sumOf(text: string, currency: string): WireMoney {
  const read = fromDecimal(text.replace(/\s/g, '').replace(',', '.'), currency);
  if (!read || read.minor <= 0n) throw new Wrong('wrongSum');
  return { minor: read.minor.toString(), currency };
}

function daysOf(text: string): number {
  const value = /^\d{1,3}$/.test(text || String(DAYS_TO_ANSWER)) ? Number(text || DAYS_TO_ANSWER) : 0;
  if (value < 1 || value > 120) throw new Wrong('wrongDays');
  return value;
}

function millisecondsOf(seconds: string): number {
  const value = /^\d{1,5}$/.test(seconds || '20') ? Number(seconds || '20') : 0;
  if (value < 1 || value > 86_400) throw new Wrong('wrongSeconds');
  return value * 1000;
}
