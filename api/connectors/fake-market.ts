/** A line of an order as its page and tests place it; `price` of one in minor units. */
export interface FakeLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly price: number;
}

export type FakeStage = 'new' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled' | 'returned';

/** An order at an emulated marketplace. */
export interface FakeOrder {
  readonly number: string;
  readonly placedAt: number;
  readonly shipBy: number;
  readonly lines: readonly FakeLine[];
  readonly prepaid: boolean;
  stage: FakeStage;
  /** Who called it off. */
  by: 'seller' | 'buyer' | null;
  /** How many of the first line came back after delivery. */
  returned: number;
}

/** What goes wrong with the next calls. */
export type FakeFault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** Never answers. */
  | { readonly kind: 'silence' }
  /** Does it, and the answer is lost. */
  | { readonly kind: 'lost' };

export interface FakeMarketOptions {
  readonly now: () => number;
  /** The number of the n-th order, from 1. */
  readonly number: (index: number) => string;
  readonly onChange: () => void;
}

const DAY = 86_400_000;
/** Older orders go, so that a playground that runs for weeks stays small. */
const KEEP = 500;

/** Orders of an emulated marketplace, and its bad days. */
export class FakeMarket {
  #orders = new Map<string, FakeOrder>();
  #placed = 0;
  #faults: FakeFault[] = [];
  readonly #options: FakeMarketOptions;
  /** Paths that were called, oldest first; the last thousand. */
  readonly calls: string[] = [];

  constructor(options: FakeMarketOptions) {
    this.#options = options;
  }

  place(lines: readonly FakeLine[], prepaid: boolean): FakeOrder {
    this.#placed++;
    const now = this.#options.now();
    const order: FakeOrder = {
      number: this.#options.number(this.#placed),
      ...{ placedAt: now, shipBy: now + DAY, lines, prepaid, stage: 'new', by: null, returned: 0 },
    };
    this.#orders.set(order.number, order);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > KEEP && oldest) this.#orders.delete(oldest);
    this.#options.onChange();
    return order;
  }

  find(number: string): FakeOrder | undefined {
    return this.#orders.get(number);
  }

  all(): FakeOrder[] {
    return [...this.#orders.values()];
  }

  move(number: string, stage: FakeStage, by: FakeOrder['by'] = null): void {
    const order = this.find(number);
    if (!order) return;
    order.stage = stage;
    order.by = by;
    this.#options.onChange();
  }

  /** So many of the first line came back. */
  bring(number: string, count: number): void {
    const order = this.find(number);
    if (order) order.returned = count;
    this.#options.onChange();
  }

  fail(fault: FakeFault, times = 1): void {
    for (let count = 0; count < times; count++) this.#faults.push(fault);
  }

  /** Serves a call of the API, unless something is to go wrong with it. */
  async serve(request: Request, answer: () => Response | Promise<Response>): Promise<Response> {
    this.calls.push(`${request.method} ${new URL(request.url).pathname}`);
    if (this.calls.length > 1000) this.calls.shift();
    const fault = this.#faults.shift();
    if (!fault) return answer();
    if (fault.kind === 'answer')
      return new Response(fault.body ?? '', { status: fault.status, headers: fault.headers ?? {} });
    if (fault.kind === 'lost') await answer();
    return silence(request.signal);
  }

  snapshot(): string {
    return JSON.stringify({ placed: this.#placed, orders: this.all() });
  }

  restore(text: string): void {
    const { placed, orders } = JSON.parse(text) as { placed: number; orders: FakeOrder[] };
    this.#placed = placed;
    this.#orders = new Map(orders.map((order) => [order.number, order]));
  }
}

/** Longer than any client waits. */
const SILENCE = 60_000;

function silence(signal: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      resolve(new Response('', { status: 504 }));
    };
    const timer = setTimeout(over, SILENCE);
    if (signal.aborted) over();
    else signal.addEventListener('abort', over, { once: true });
  });
}
