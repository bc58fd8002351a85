import { z } from 'zod';

/**
 * Shapes of ATOL Online's answers, the same in v4 and v5, as far as we read them; unknown fields are
 * ignored. Sums are roubles as JSON numbers; times are `dd.mm.yyyy HH:MM:SS`.
 */
const uuid = z.string().regex(/^[\w-]{1,64}$/, 'a uuid');

/** An absent, null or empty text. */
const blank = z
  .string()
  .max(4096)
  .nullish()
  .transform((value) => value || null);

const wireError = z.object({
  error_id: blank,
  code: z.number().int(),
  text: z.string().max(4096),
  type: z.string().max(32).nullish(),
});

export const wireToken = z.object({
  token: z
    .string()
    // It travels in a header.
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .nullish(),
  error: wireError.nullish(),
});

export const wireAnswer = z
  .object({
    uuid: z.literal('').or(uuid).nullish(),
    status: z.enum(['wait', 'done', 'fail']).nullish(),
    error: wireError.nullish(),
    external_id: blank,
    /** Read on its own, when the receipt is done. */
    payload: z.unknown().optional(),
  })
  .refine(({ uuid: id, error }) => id || error, 'neither a receipt nor an error');

/** A number, or the same as text. */
const number = z.union([z.number().int().min(0), z.string().regex(/^\d{1,20}$/)]).transform(String);

export const wirePayload = z.object({
  fiscal_document_number: number,
  fn_number: number,
  fiscal_document_attribute: number,
  total: z.number().min(0).nullish(),
  receipt_datetime: blank,
  ofd_receipt_url: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullish()
    .catch(null),
});

/** What every callback has. Nothing else of it is believed. */
export const wireCallback = z.object({ uuid, external_id: z.string().min(1).max(128).nullish().catch(null) });

export type WireError = z.infer<typeof wireError>;
export type WireAnswer = z.infer<typeof wireAnswer>;
