import { z } from 'zod';

const invoice = z.object({
  title: z.string(),
  description: z.string(),
  currency: z.string(),
  total: z.number(),
  paid: z.boolean(),
  /** A subscription's period, seconds. */
  period: z.number().nullable(),
});
const person = z.object({
  id: z.number(),
  first_name: z.string(),
  language_code: z.string().optional(),
});
const outcome = z.object({ ok: z.boolean(), error: z.string().nullable() });

export type SheetInvoice = z.infer<typeof invoice>;
export type Payer = z.infer<typeof person>;
type PayOutcome = z.infer<typeof outcome>;

/** The emulated messenger as its people use it: see its README, controls. */
export class Messenger {
  constructor(
    private readonly root: string,
    private readonly send: typeof fetch,
  ) {}

  /** Null: there is no invoice behind this link. */
  async invoice(slug: string): Promise<SheetInvoice | null> {
    const response = await this.send(`${this.root}/invoices/${encodeURIComponent(slug)}`);
    return response.ok ? invoice.parse(await response.json()) : null;
  }

  /** People who have started the bot, the one whose chat moved last first. */
  async people(): Promise<Payer[]> {
    const response = await this.send(`${this.root}/people?by=latest`);
    return z.array(person).parse(await response.json());
  }

  /** Waits until the bot has let the payment through, or has not (Bot API, pre_checkout_query). */
  async pay(payer: number, slug: string): Promise<PayOutcome> {
    const response = await this.send(`${this.root}/chats/${payer}/pay`, {
      method: 'POST',
      body: JSON.stringify({ link: slug }),
    });
    if (!response.ok) return { ok: false, error: 'refused' };
    return outcome.parse(await response.json());
  }
}
