import { z } from 'zod';

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON with every number as the text that was sent: ids have more digits than a float holds, signatures are
 * made of the text, and sums are never rounded. Undefined for what is no JSON.
 */
export function readJson(text: string): unknown {
  try {
    // Checked as it came: quoting makes JSON of some texts that are none, such as `{1:2}`.
    JSON.parse(text);
    return JSON.parse(text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch {
    return undefined;
  }
}

/** Ids come as numbers or as text. */
const id = z.string().regex(/^\d{1,20}$/, 'an id of digits');
/** Whole kopecks. */
const kopecks = z
  .string()
  .regex(/^\d{1,15}$/, 'whole kopecks')
  .transform(BigInt);
/** `true`, or `"true"` as in the lists of `CheckOrder`. */
const yes = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
const words = z.string().max(2000).nullish();
const status = z.string().regex(/^[A-Z\d_]{1,32}$/, 'a status');
const orderId = z.string().max(64);

/** What every answer has, also one that refuses. Status is always HTTP 200. */
export const wireAnswer = z.object({
  Success: yes,
  ErrorCode: z
    .string()
    .max(16)
    .nullish()
    .transform((code) => code ?? '0'),
  Message: words,
  Details: words,
});

/** The address of the form is not there for terminals with a form of their own. */
export const wireInit = z.object({
  PaymentId: id,
  OrderId: orderId,
  Status: status,
  Amount: kopecks.optional(),
  PaymentURL: z.string().max(2048).nullish(),
});

export const wireState = z.object({
  PaymentId: id,
  OrderId: orderId,
  Status: status,
  /** The sum of the payment; what it is after a part went back, is not said: see README. */
  Amount: kopecks.optional(),
  /** `Source` is `qrsbp` for payments by SBP. */
  Params: z.array(z.object({ Source: z.string().nullish() })).nullish(),
  ErrorCode: z.string().nullish(),
  Message: words,
});

export const wireOrder = z.object({
  Payments: z
    .array(z.object({ PaymentId: id, Status: status, Amount: kopecks.optional() }))
    .max(1000)
    .nullish()
    .transform((list) => list ?? []),
});

export const wireCancel = z.object({
  PaymentId: id,
  Status: status,
  /** What there was before it and after it. */
  OriginalAmount: kopecks.optional(),
  NewAmount: kopecks.optional(),
});

export const wireMoved = z.object({ PaymentId: id, Status: status });

/** Link of the SBP, or the picture of it as SVG. */
export const wireQr = z.object({ Data: z.string().min(1).max(1_000_000) });

export const wireQrState = z.object({
  Status: status.nullish(),
  QrCancelCode: z.string().max(64).nullish(),
  QrCancelMessage: words,
});

/** The closing receipt's answer has no members of its own. */
export const wireNothing = z.object({});

/** A notification about a payment. Others have a `NotificationType` and other members. */
export const wireNotification = z.object({
  TerminalKey: z.string(),
  OrderId: orderId,
  PaymentId: id,
  Success: yes,
  Status: status,
  Amount: kopecks,
  ErrorCode: z.string().nullish(),
  Message: words,
  Pan: z.string().max(64).nullish(),
  RebillId: z
    .string()
    .regex(/^\d{1,32}$/)
    .nullish()
    .catch(null),
});

const loose = z
  .string()
  .max(256)
  .nullish()
  .catch(null)
  .transform((text) => text?.trim() || null);

/**
 * A notification about a receipt. Its members are not in the bank's published pages: what is not as expected
 * counts as not told, and only what finds the payment is required.
 */
export const wireReceiptNews = z.object({
  OrderId: orderId,
  PaymentId: id,
  Success: yes.nullish().catch(null),
  ErrorCode: loose,
  ErrorMessage: loose,
  Message: loose,
  Amount: kopecks.nullish().catch(null),
  /** `Income`, `IncomeReturn`. */
  Type: loose,
  FnNumber: loose,
  FiscalDocumentNumber: loose,
  FiscalDocumentAttribute: loose,
  ReceiptDatetime: loose,
  Url: loose,
  /** The receipt as it was sent, where it comes along. */
  Receipt: z
    .object({
      Payments: z
        .object({ AdvancePayment: kopecks.nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

export type WireReceiptNews = z.output<typeof wireReceiptNews>;
export type WireState = z.output<typeof wireState>;
export type WireNotification = z.output<typeof wireNotification>;
export type WireListed = z.output<typeof wireOrder>['Payments'][number];
