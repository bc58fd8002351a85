import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { fromBase64url, sign } from '../signature.ts';
import type { Books } from './books.ts';
import { type FakeShop, type Operation, Wrong } from './operation.ts';
import { fiscalReceipt } from './receipt.ts';

const asked = z.object({ merchantId: z.string(), id: z.string().min(1) });

/** RoboFiscal: receipts apart from payments. Answers are codes in JSON, whatever they say. */
export function robofiscal(books: Books, shop: FakeShop): Hono {
  const app = new Hono();
  app.post('/RoboFiscal/Receipt/Status', async (c) => {
    const body = await opened(c, shop);
    const read = asked.safeParse(body);
    if (body === null) return c.json({ Code: '1001', Description: 'Invalid signature' });
    return c.json(read.success ? stateOf(books, read.data.id) : { Code: '1000' });
  });
  for (const what of ['Attach', 'Register'] as const)
    app.post(`/RoboFiscal/Receipt/${what}`, async (c) => {
      const body = await opened(c, shop);
      if (body === null) return c.json({ ResultCode: '1001', ResultDescription: 'Invalid signature' });
      try {
        make(books, what, body);
        return c.json({ ResultCode: '0', ResultDescription: 'ok' });
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        return c.json({ ResultCode: String(error.code), ResultDescription: error.message });
      }
    });
  return app;
}

/** The signed JSON; null when the signature is another's. */
async function opened(c: Context, shop: FakeShop): Promise<unknown> {
  const [payload = '', signature = ''] = (await c.req.text()).split('.');
  const hex = await sign(shop.hash, `${payload}${shop.password1}`);
  return fromBase64url(signature) === hex ? JSON.parse(fromBase64url(payload) ?? 'null') : null;
}

const PREPAID = /"(full_prepayment|prepayment|advance)"/;

/** @throws Wrong 3 for what the register refuses. */
function make(books: Books, what: 'Attach' | 'Register', body: unknown): void {
  const read = fiscalReceipt.safeParse(body);
  if (!read.success) throw new Wrong(3, `receipt: ${read.error.issues[0]?.path.join('.')}`);
  const { id, originId, total, items } = read.data;
  const operation = books.find(originId);
  if (operation?.state !== 100) throw new Wrong(3, 'there is no paid operation');
  if (operation.fiscal.some((each) => each.id === id) || id === originId)
    throw new Wrong(3, 'this receipt is there already');
  if (operation.fiscal.length + (operation.receipt ? 1 : 0) >= 2)
    throw new Wrong(3, 'at most two receipts of one operation');
  if (items.reduce((sum, each) => sum + each.sum, 0n) !== total)
    throw new Wrong(3, 'the lines are not the total');
  if (what === 'Attach' && !PREPAID.test(operation.receipt ?? ''))
    throw new Wrong(3, 'nothing was paid in advance');
  if (what === 'Register' && operation.receipt) throw new Wrong(3, 'the payment has its receipt');
  books.file(operation, { id, json: JSON.stringify(body) });
}

function stateOf(books: Books, id: string): Record<string, string> {
  const all = books.all();
  const along = all.find((each) => each.invId === id && each.receipt !== null && each.state === 100);
  const apart = all.find(({ fiscal }) => fiscal.some((each) => each.id === id));
  const owner: Operation | undefined = along ?? apart;
  if (!owner) return { Code: '1000', Description: 'unknown receipt' };
  const number = String(along ? 1 : 2 + owner.fiscal.findIndex((each) => each.id === id));
  return {
    Code: '2',
    Description: 'ok',
    FnNumber: '9999078900000000',
    FiscalDocumentNumber: number,
    FiscalDocumentAttribute: `344955594${number}`,
    FiscalDate: new Date(owner.stateAt).toISOString(),
    FiscalType: 'sell',
  };
}
