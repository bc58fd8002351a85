import { type Context, Hono } from 'hono';
import { money, toDecimal } from '../../../domain/money.ts';
import { readSum } from '../../../domain/sum.ts';
import { answerPage, speechOf } from '../fake-page.tsx';
import { answerSheet } from '../fake-sheet.ts';
import type { ProviderFake, ProviderFakeOptions } from '../provider-module.ts';
import { transferEnv } from './config.ts';
import { Books } from './fake/books.ts';
import { OfficePage } from './fake/pages.tsx';
import { readPayload } from './fake/payload.ts';
import { statementFile } from './fake/statement-file.ts';
import { en, ru } from './fake/words.ts';

const COLOURS = {
  light:
    '--ink: #1d2b1f; --paper: #f3f7f2; --card: #fff; --line: #7d9180; --main: #1c6b34; --on-main: #fff; ' +
    '--link: #1c6b34; --quiet: #4a5c4e; --bad: #a3132b;',
  dark:
    '--ink: #e6f2e8; --paper: #0e1610; --card: #17231a; --line: #6b8571; --main: #7fd49a; --on-main: #0b1a10; ' +
    '--link: #7fd49a; --quiet: #a8bfae; --bad: #ff9aa8;',
};

/** A seller that nobody is: the core shows the same one in the playground, its numbers are for tests. */
const PRACTICE = {
  SELLER_NAME: 'Пекарня «Пример»',
  SELLER_INN: '5544332219',
  SELLER_BANK: 'Учебный банк',
  SELLER_BIC: '044525000',
  SELLER_ACCOUNT: '40702810000000000001',
  SELLER_CORRESPONDENT_ACCOUNT: '30101810000000000000',
} as const;

/**
 * A bank where companies pay by transfer: it reads our QR, carries out payment orders, tells nobody, and writes
 * statements that are sent to the till by hand.
 */
export function openFake({ environment, publicRoot, now, onChange }: ProviderFakeOptions): ProviderFake {
  const known = Object.keys(PRACTICE).filter((name) => environment[name]);
  const settings = Object.fromEntries(
    Object.entries(PRACTICE).map(([name, value]) => [name, environment[name] || value]),
  );
  const read = transferEnv.parse({ ...environment, ...settings });
  if (!read) throw new Error(`the practice seller lacks an account beside ${known.join(', ')}`);
  const books = new Books(now, onChange);
  const app = new Hono();
  const office = (c: Context, alert?: string) => {
    const payload = readPayload(c.req.query('payload') ?? '');
    const props = { ...speechOf(c, { ru, en }), root: publicRoot, orders: books.all() };
    const sum = payload?.get('Sum') ? toDecimal(money(BigInt(payload.get('Sum') ?? 0), 'RUB')) : '';
    const foreign = payload && payload.get('PersonalAcc') !== read.payee.account.account;
    const wrong = foreign || (!payload && c.req.query('payload')) ? props.words.wrongCode : undefined;
    return answerPage(
      c,
      OfficePage({ ...props, alert: alert ?? wrong, sum, purpose: payload?.get('Purpose') ?? '' }),
    );
  };
  app.get('/', (c) => office(c));
  app.get('/bank.css', (c) => answerSheet(c, COLOURS));
  app.post('/orders', async (c) => {
    const form = await c.req.parseBody();
    const { words, query } = speechOf(c, { ru, en });
    const field = (name: string) => String(form[name] ?? '').slice(0, 210);
    const sum = readSum(field('sum'), 'RUB');
    if (!sum.ok) return office(c, words.wrongSum);
    books.transfer({
      direction: form.do === 'out' ? 'out' : 'in',
      amount: sum.minor.toString(),
      name: field('name'),
      inn: field('inn'),
      purpose: field('purpose'),
    });
    return c.redirect(`${publicRoot}/${query}`, 303);
  });
  app.get('/statement.txt', (c) =>
    c.body(statementFile({ ...read.payee, payerBic: books.payerBic }, books.all()), 200, {
      'content-type': 'text/plain; charset=windows-1251',
      'content-disposition': 'attachment; filename="kl_to_1c.txt"',
    }),
  );
  return {
    app,
    environment: settings,
    snapshot: () => books.snapshot(),
    restore: (text) => books.restore(text),
    close: () => {},
  };
}
