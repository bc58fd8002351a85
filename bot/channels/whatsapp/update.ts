import { z } from 'zod';

const file = z.looseObject({
  id: z.string(),
  mime_type: z.string().optional(),
  caption: z.string().optional(),
  filename: z.string().optional(),
  voice: z.boolean().optional(),
});

const choice = z.looseObject({ id: z.string(), title: z.string().optional() });

const contactCard = z.looseObject({
  name: z.looseObject({ formatted_name: z.string().optional() }).optional(),
  phones: z.array(z.looseObject({ phone: z.string().optional(), wa_id: z.string().optional() })).optional(),
});

const error = z.looseObject({ code: z.number().int() });

const message = z.looseObject({
  id: z.string().min(1),
  // With user names the number may be absent; then `from_user_id` is the key.
  from: z.string().optional(),
  from_user_id: z.string().optional(),
  timestamp: z.string().optional(),
  type: z.string(),
  context: z.looseObject({ id: z.string().optional() }).optional(),
  text: z.looseObject({ body: z.string() }).optional(),
  image: file.optional(),
  document: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  sticker: file.optional(),
  button: z.looseObject({ payload: z.string().optional(), text: z.string().optional() }).optional(),
  interactive: z
    .looseObject({ type: z.string(), button_reply: choice.optional(), list_reply: choice.optional() })
    .optional(),
  contacts: z.array(contactCard).optional(),
});

const status = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  timestamp: z.string().optional(),
  biz_opaque_callback_data: z.string().optional(),
  errors: z.array(error).optional(),
});

const sender = z.looseObject({
  wa_id: z.string().optional(),
  user_id: z.string().optional(),
  profile: z.looseObject({ name: z.string().optional() }).optional(),
});

const change = z.looseObject({
  field: z.string(),
  value: z.looseObject({
    metadata: z.looseObject({ phone_number_id: z.string() }).optional(),
    contacts: z.array(sender).optional(),
    messages: z.array(message).optional(),
    statuses: z.array(status).optional(),
  }),
});

/** What of a webhook's body is read here; other fields are let through (the project's reference, part 4). */
export const whatsappUpdate = z.looseObject({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.looseObject({ changes: z.array(z.looseObject({ field: z.string(), value: z.unknown() })) }),
  ),
});

/** A change whose field is `messages`. */
export const messagesChange = change;

export type WhatsAppMessage = z.infer<typeof message>;
export type WhatsAppStatus = z.infer<typeof status>;
export type WhatsAppSender = z.infer<typeof sender>;
