import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { SIGNATURE_HEADER } from '../../../api/payments/sandbox/webhook.ts';
import { BANK } from '../../faults/open-payments.ts';
import { WEBHOOK } from '../../faults/sender.ts';

/** What a bare server keeps of a webhook, and the texts of the rows that are not of its body. */
export interface Money {
  readonly reference: string;
  readonly chargeId: string;
  readonly amount: number;
  readonly currency: string;
  readonly now: number;
  readonly day: string;
  readonly messageId: string;
  readonly requestId: string;
}

/** A text as long as a SHA-256 in hex: the bare servers make no chain of their history, but rows as long. */
export const HASH = '0'.repeat(64);

interface Body {
  readonly payment: {
    readonly id: string;
    readonly charges: readonly [
      { readonly id: string; readonly amount: { readonly minor: string; readonly currency: string } },
    ];
  };
}

/**
 * The least that a server must do: Hono, the signature, JSON, and `save`, which resolves when all is
 * committed. No checks of the shape, no decision, no log.
 */
export function bareApp(save: (money: Money) => Promise<unknown> | unknown): Hono {
  const app = new Hono();
  app.post(WEBHOOK, async (c) => {
    const body = Buffer.from(await c.req.arrayBuffer());
    const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(c.req.header(SIGNATURE_HEADER) ?? '');
    if (!match?.[1] || !match[2]) return c.text('no signature', 401);
    const mac = createHmac('sha256', BANK.SANDBOX_BANK_WEBHOOK_SECRET).update(`${match[1]}.`).update(body);
    if (!timingSafeEqual(mac.digest(), Buffer.from(match[2], 'hex'))) return c.text('another’s', 401);
    await save(moneyOf(JSON.parse(body.toString())));
    return c.text('ok');
  });
  return app;
}

function moneyOf({ payment }: Body): Money {
  const [charge] = payment.charges;
  const now = Date.now();
  return {
    reference: payment.id,
    chargeId: charge.id,
    amount: Number(charge.amount.minor),
    currency: charge.amount.currency,
    now,
    day: new Date(now).toISOString().slice(0, 10),
    messageId: randomUUID(),
    requestId: randomUUID(),
  };
}
