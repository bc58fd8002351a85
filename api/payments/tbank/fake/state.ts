import { z } from 'zod';

/** A payment inside the emulated bank. Sums are whole kopecks. */
export interface FakePayment {
  readonly id: number;
  readonly orderId: string;
  readonly amount: number;
  /** What came in and has not gone back. */
  left: number;
  status: string;
  readonly payType: 'O' | 'T';
  readonly recurrent: boolean;
  readonly language: string;
  readonly description: string;
  readonly notificationUrl: string | null;
  readonly successUrl: string;
  readonly failUrl: string;
  readonly createdAt: number;
  readonly dueAt: number;
  receipt: unknown;
  /** How it was paid, as `Params` of `GetState` says it. */
  source: 'cards' | 'qrsbp' | null;
  rebillId: string | null;
  /** Id of the QR at the SBP, once one was asked for. */
  qr: string | null;
  errorCode: string;
  /** Nobody is told of it: the lost notification. */
  silent: boolean;
  readonly cancels: {
    readonly key: string | null;
    readonly amount: number;
    state: 'done' | 'slow' | 'failed';
  }[];
  readonly closings: unknown[];
}

export interface FakeState {
  nextId: number;
  readonly payments: Map<number, FakePayment>;
  /** Methods that customers let the shop keep. */
  readonly rebills: Set<string>;
  /** Documents that the cash register has printed. */
  documents: number;
}

/** What the cash register made of a receipt. `document` is null when it refused it. */
export interface FakeFiscal {
  readonly payment: FakePayment;
  readonly type: 'Income' | 'IncomeReturn';
  /** Whole kopecks. */
  readonly amount: number;
  readonly receipt: unknown;
  readonly document: number | null;
}

/** A refusal as the bank words it. HTTP status is 200 all the same. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details = '',
  ) {
    super(message);
  }
}

/** One field of a request is wrong; the codes of these are not published one by one. */
export function wrongField(field: string, expected: string): Refusal {
  return new Refusal('201', 'Неверные параметры', `Поле ${field}: ${expected}`);
}

export function toText({ nextId, payments, rebills, documents }: FakeState): string {
  return JSON.stringify({ nextId, payments: [...payments.values()], rebills: [...rebills], documents });
}

const saved = z.object({
  nextId: z.number().int().positive(),
  payments: z.array(
    z.looseObject({ id: z.number().int(), status: z.string(), cancels: z.array(z.unknown()) }),
  ),
  rebills: z.array(z.string()),
  documents: z.number().int().default(0),
});

/** @throws SyntaxError for text that `toText` did not write. */
export function fromText(text: string): FakeState {
  const read = saved.safeParse(JSON.parse(text));
  if (!read.success) throw new SyntaxError('not a snapshot of the emulated bank');
  const payments = read.data.payments as unknown as FakePayment[];
  return {
    nextId: read.data.nextId,
    payments: new Map(payments.map((each) => [each.id, each])),
    rebills: new Set(read.data.rebills),
    documents: read.data.documents,
  };
}
