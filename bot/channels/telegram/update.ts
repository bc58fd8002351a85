import { z } from 'zod';

const user = z.looseObject({
  id: z.number().int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

const chat = z.looseObject({ id: z.number().int(), type: z.string() });

const file = z.looseObject({
  file_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});

const photo = z.looseObject({ ...file.shape, width: z.number(), height: z.number() });

/** Stars, or the currency's smallest units. */
const amount = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

// SuccessfulPayment and RefundedPayment (Bot API); the provider's id is empty for Stars.
const payment = z.looseObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  total_amount: amount,
  invoice_payload: z.string(),
  telegram_payment_charge_id: z.string().min(1),
  provider_payment_charge_id: z.string().optional(),
});

const message = z.looseObject({
  message_id: z.number().int(),
  date: z.number().int().nonnegative().optional(),
  chat,
  from: user.optional(),
  successful_payment: payment.optional(),
  refunded_payment: payment.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(photo).optional(),
  voice: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  document: file.optional(),
  animation: file.optional(),
  sticker: file.optional(),
  contact: z
    .looseObject({
      phone_number: z.string(),
      first_name: z.string().optional(),
      last_name: z.string().optional(),
      user_id: z.number().int().optional(),
    })
    .optional(),
  reply_to_message: z.looseObject({ message_id: z.number().int() }).optional(),
});

/** What of an update is read here; other fields are let through. Shapes: Bot API, Update and Message. */
export const telegramUpdate = z.looseObject({
  update_id: z.number().int().nonnegative(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: z
    .looseObject({
      id: z.string(),
      from: user,
      // An inaccessible message has its chat and number only.
      message: z.looseObject({ message_id: z.number().int(), chat }).optional(),
      data: z.string().optional(),
    })
    .optional(),
  pre_checkout_query: z
    .looseObject({
      id: z.string(),
      from: user,
      currency: z.string(),
      total_amount: amount,
      invoice_payload: z.string(),
    })
    .optional(),
  my_chat_member: z
    .looseObject({ chat, from: user, new_chat_member: z.looseObject({ status: z.string() }) })
    .optional(),
});

export type TelegramUpdate = z.infer<typeof telegramUpdate>;
export type TelegramMessage = z.infer<typeof message>;
export type TelegramUser = z.infer<typeof user>;
