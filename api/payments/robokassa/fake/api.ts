import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { fromDecimal } from '../../../../domain/money.ts';
import { fromBase64url, jwt, sameHex, sign } from '../signature.ts';
import type { Books } from './books.ts';
import { type FakeShop, type Operation, rubles, Wrong } from './operation.ts';
import { methodOf } from './post.ts';
import { refundItems } from './receipt.ts';

const claims = z.object({
  OpKey: z.string(),
  RefundSum: z.number().optional(),
  InvoiceItems: refundItems.optional(),
});

/** What programs call: the XML services, charges without the customer, long links and refunds. */
export function robokassaApi(books: Books, shop: FakeShop): Hono {
  const app = new Hono();
  app.get('/Merchant/WebService/Service.asmx/OpStateExt', async (c) => xml(c, await state(c, books, shop)));
  app.get('/Merchant/WebService/Service.asmx/GetCurrencies', (c) =>
    xml(c, currencies(c.req.query('MerchantLogin') === shop.login)),
  );
  app.post('/Merchant/Recurring', async (c) => {
    try {
      const { invId } = await books.charge(await fieldsOf(c));
      return c.text(`OK${invId}`);
    } catch (error) {
      return c.text(`ERROR: ${wrong(error).message}`);
    }
  });
  app.post('/Merchant/Indexjson.aspx', async (c) => {
    try {
      return c.json({ invoiceID: await books.leave(await fieldsOf(c)) });
    } catch (error) {
      const { code, message } = wrong(error);
      return c.json({ errorCode: code, errorMessage: message }, 400);
    }
  });
  app.post('/RefundService/Refund/Create', async (c) => refund(c, books, shop));
  app.get('/RefundService/Refund/GetState', (c) => {
    const found = books.findRefund(c.req.query('id') ?? '');
    if (!found) return c.json({ message: 'Not found' }, 404);
    return c.json({ requestId: found.id, amount: Number(rubles(found.minor)), label: found.label });
  });
  return app;
}

/** The form of a request, or its address; the first of every name. */
export async function fieldsOf(c: Context): Promise<ReadonlyMap<string, string>> {
  const text = c.req.method === 'POST' ? await c.req.text() : new URL(c.req.url).search.slice(1);
  return new Map(new URLSearchParams(text));
}

/** @throws what is no refusal of ours. */
function wrong(error: unknown): Wrong {
  if (error instanceof Wrong) return error;
  throw error;
}

async function state(c: Context, books: Books, shop: FakeShop): Promise<string> {
  const fields = await fieldsOf(c);
  const invId = fields.get('InvoiceID') ?? '';
  if (fields.get('MerchantLogin') !== shop.login) return operationXml(2);
  const expected = await sign(shop.hash, shop.login, invId, shop.password2);
  if (!sameHex(expected, fields.get('Signature') ?? '')) return operationXml(1);
  const operation = books.find(invId);
  // A test payment is no operation for this service.
  return operation && !operation.test ? operationXml(0, operation) : operationXml(3);
}

const NAMESPACE = 'xmlns="http://merchant.roboxchange.com/WebService/"';

function operationXml(code: number, operation?: Operation): string {
  const body = operation ? stateXml(operation) : '';
  return `<OperationStateResponse ${NAMESPACE}><Result><Code>${code}</Code></Result>${body}</OperationStateResponse>`;
}

function stateXml(operation: Operation): string {
  const { minor, stateAt, createdAt, opKey, shp, label } = operation;
  const sum = `${rubles(minor)}0000`;
  const paid = opKey
    ? `<IncAccount>${/card/i.test(label) ? '220220******4242' : ''}</IncAccount><OpKey>${opKey}</OpKey>` +
      '<BankCardRRN>123456789012</BankCardRRN>'
    : '';
  const fields = shp.map(
    ([name, value]) => `<Field><Name>${escaped(name)}</Name><Value>${escaped(value)}</Value></Field>`,
  );
  return (
    `<State><Code>${operation.state}</Code><RequestDate>${isoOf(createdAt)}</RequestDate>` +
    `<StateDate>${isoOf(stateAt)}</StateDate></State>` +
    `<Info><IncCurrLabel>${escaped(label)}</IncCurrLabel><IncSum>${sum}</IncSum>${paid}` +
    `<PaymentMethod><Code>${methodOf(operation)}</Code><Description /></PaymentMethod>` +
    `<OutCurrLabel>RUR</OutCurrLabel><OutSum>${sum}</OutSum></Info>` +
    `<UserField>${fields.join('')}</UserField>`
  );
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

function currencies(known: boolean): string {
  const groups = [
    ['BankCard', 'BankCardPSR'],
    ['SBP', 'SBPPSR'],
    ['EMoney', 'YandexPayPSR'],
  ].map(
    ([code, label]) =>
      `<Group Code="${code}"><Items><Currency Label="${label}" Alias="${code}" /></Items></Group>`,
  );
  const body = known ? `<Groups>${groups.join('')}</Groups>` : '';
  return `<CurrenciesList ${NAMESPACE}><Result><Code>${known ? 0 : 2}</Code></Result>${body}</CurrenciesList>`;
}

function xml(c: Context, body: string): Response {
  const headers = { 'content-type': 'text/xml; charset=utf-8' };
  return c.body(`<?xml version="1.0" encoding="utf-8"?>\n${body}`, 200, headers);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function refund(c: Context, books: Books, shop: FakeShop): Promise<Response> {
  const token = await c.req.text();
  const payload = fromBase64url(token.split('.')[1] ?? '') ?? '';
  if (!payload || (await jwt(shop.password3, payload)) !== token)
    return c.json({ success: false, message: 'Unauthorized' }, 401);
  const read = claims.safeParse(JSON.parse(payload));
  if (!read.success) return c.json({ success: false, message: 'IncorrectRequest' });
  const { OpKey, RefundSum } = read.data;
  const sum = RefundSum === undefined ? null : fromDecimal(String(RefundSum), 'RUB');
  try {
    return c.json({ success: true, requestId: books.refund(OpKey, sum?.minor ?? null).id });
  } catch (error) {
    return c.json({ success: false, message: wrong(error).message });
  }
}
