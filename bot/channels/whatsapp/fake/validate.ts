import { z } from 'zod';

const text = (most: number) => z.string().min(1).max(most);
const file = z.strictObject({
  id: z.string().optional(),
  link: z.url({ protocol: /^https$/ }).optional(),
  caption: z.string().max(1024).optional(),
  filename: z.string().max(240).optional(),
});
const plainFile = z.strictObject({ id: z.string().optional(), link: z.string().optional() });

const header = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: text(60) }),
  z.strictObject({ type: z.literal('image'), image: file }),
  z.strictObject({ type: z.literal('video'), video: file }),
  z.strictObject({ type: z.literal('document'), document: file }),
]);
const framed = {
  header: header.optional(),
  body: z.strictObject({ text: text(1024) }),
  footer: z.strictObject({ text: text(60) }).optional(),
};
const unique = <T>(rows: readonly T[], key: (row: T) => string) =>
  new Set(rows.map(key)).size === rows.length;

const reply = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: text(256), title: text(20) }),
});
const row = z.strictObject({ id: text(200), title: text(24), description: text(72).optional() });
const section = z.strictObject({ title: text(24).optional(), rows: z.array(row).min(1).max(10) });

const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    ...framed,
    action: z.strictObject({
      buttons: z
        .array(reply)
        .min(1)
        .max(3)
        .refine((all) => unique(all, (each) => each.reply.title) && unique(all, (each) => each.reply.id)),
    }),
  }),
  z.strictObject({
    type: z.literal('list'),
    ...framed,
    // A list takes words as its header only.
    header: z.strictObject({ type: z.literal('text'), text: text(60) }).optional(),
    action: z.strictObject({
      button: text(20),
      sections: z
        .array(section)
        .min(1)
        .max(10)
        .refine((all) => {
          const rows = all.flatMap(({ rows }) => rows);
          return rows.length <= 10 && unique(rows, ({ id }) => id);
        }),
    }),
  }),
  z.strictObject({
    type: z.literal('cta_url'),
    ...framed,
    action: z.strictObject({
      name: z.literal('cta_url'),
      parameters: z.strictObject({ display_text: text(20), url: z.url({ protocol: /^https?$/ }) }),
    }),
  }),
]);

const parameter = z.strictObject({ type: z.literal('text'), text: z.string() });
const component = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('body'), parameters: z.array(parameter) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.literal('url'),
    index: z.string(),
    parameters: z.array(parameter).length(1),
  }),
]);

const envelope = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: z.string().optional(),
  recipient: z.string().optional(),
  context: z.strictObject({ message_id: z.string() }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};

/** A message as `POST /<number>/messages` takes it (the project's reference on WhatsApp, part 2). */
export const outgoingMessage = z.discriminatedUnion('type', [
  z.strictObject({
    ...envelope,
    type: z.literal('text'),
    text: z.strictObject({ body: text(4096), preview_url: z.boolean().optional() }),
  }),
  z.strictObject({ ...envelope, type: z.literal('image'), image: file }),
  z.strictObject({ ...envelope, type: z.literal('document'), document: file }),
  z.strictObject({ ...envelope, type: z.literal('video'), video: file }),
  z.strictObject({ ...envelope, type: z.literal('audio'), audio: plainFile }),
  z.strictObject({ ...envelope, type: z.literal('sticker'), sticker: plainFile }),
  z.strictObject({ ...envelope, type: z.literal('interactive'), interactive }),
  z.strictObject({
    ...envelope,
    type: z.literal('template'),
    template: z.strictObject({
      name: z.string().min(1),
      language: z.strictObject({ code: z.string() }),
      components: z.array(component).optional(),
    }),
  }),
]);

export type OutgoingMessage = z.infer<typeof outgoingMessage>;
export type Header = z.infer<typeof header>;

/** MIME types that are taken in, by kind (the reference, part 3). */
export const MIME: Readonly<Record<string, RegExp>> = {
  image: /^image\/(jpeg|png)$/,
  audio: /^audio\/(aac|mp4|mpeg|amr|ogg)$/,
  video: /^video\/(mp4|3gpp)$/,
  sticker: /^image\/webp$/,
  document:
    /^(text\/plain|application\/pdf|application\/(msword|vnd\.ms-excel|vnd\.ms-powerpoint)|application\/vnd\.openxmlformats-officedocument\..+)$/,
};

/** Largest files, bytes, by kind. */
export const LARGEST: Readonly<Record<string, number>> = {
  image: 5 * 1024 * 1024,
  audio: 16 * 1024 * 1024,
  video: 16 * 1024 * 1024,
  sticker: 500 * 1024,
  document: 100 * 1024 * 1024,
};
