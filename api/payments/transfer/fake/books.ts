import { z } from 'zod';

/** A payment order as the practice bank has carried it out. */
const order = z.object({
  direction: z.enum(['in', 'out']),
  number: z.number().int(),
  /** `2026-11-24`. */
  day: z.string(),
  /** Kopecks. */
  amount: z.string(),
  name: z.string(),
  inn: z.string(),
  account: z.string(),
  purpose: z.string(),
});

export type Order = z.infer<typeof order>;

const snapshot = z.object({ orders: z.array(order) });

/** What somebody writes into the form of a transfer. */
export type Draft = Pick<Order, 'direction' | 'amount' | 'name' | 'inn' | 'purpose'>;

/** Accounts of invented payers, whose keys fit the practice BIC. */
const PAYER_BIC = '044525900';
const PAYER_ACCOUNT = '40702810600000000777';

/** The account of the seller at the practice bank: every transfer to it and from it. */
export class Books {
  private orders: Order[] = [];

  constructor(
    private readonly now: () => number,
    private readonly onChange: () => void,
  ) {}

  readonly payerBic = PAYER_BIC;

  all(): readonly Order[] {
    return this.orders;
  }

  transfer(draft: Draft): Order {
    const made: Order = {
      ...draft,
      number: this.orders.length + 101,
      // Moscow's day: it has kept three hours ahead of UTC since 2014.
      day: new Date(this.now() + 3 * 3_600_000).toISOString().slice(0, 10),
      account: PAYER_ACCOUNT,
    };
    this.orders.push(made);
    this.onChange();
    return made;
  }

  snapshot(): string {
    return JSON.stringify({ orders: this.orders });
  }

  restore(text: string): void {
    this.orders = snapshot.parse(JSON.parse(text)).orders;
  }
}
