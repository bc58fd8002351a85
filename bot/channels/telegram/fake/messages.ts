import { fileContent, resolveFile } from './files.ts';
import { isRecord, readMarkup } from './markup.ts';
import type { Params, Upload } from './params.ts';
import { Params as ParamsOf } from './params.ts';
import { readCaption, readText } from './text.ts';
import { ApiError, badRequest, type Chat, type Entry, type WireMessage } from './types.ts';
import type { World } from './world.ts';

export type Method = (params: Params, gone: AbortSignal) => unknown;

/** Kinds of file that have a send method, and whether they take a caption. */
const MEDIA: Readonly<Record<string, boolean>> = {
  photo: true,
  document: true,
  voice: true,
  audio: true,
  video: true,
  animation: true,
  sticker: false,
  video_note: false,
};

/** Methods that send, copy, change and delete messages, by lower-case name. */
export function messageMethods(world: World): Record<string, Method> {
  const methods: Record<string, Method> = {
    sendmessage: (params) => post(world, params, readText(params)),
    sendmediagroup: (params) => sendGroup(world, params),
    forwardmessage: (params) => copy(world, params, true),
    copymessage: (params) => ({ message_id: copy(world, params, false).message_id }),
    editmessagetext: (params) => editText(world, params),
    editmessagecaption: (params) => editCaption(world, params),
    editmessagereplymarkup: (params) => change(world, params, (entry) => contentOf(entry.message)),
    editmessagemedia: (params) => editMedia(world, params),
    deletemessage: (params) => deleteMessage(world, params),
    sendchataction: (params) => {
      const chat = world.openChat(params.int('chat_id'));
      world.changed({ userId: chat.person.id, type: 'action', data: params.text('action') ?? 'typing' });
      return true;
    },
  };
  for (const [kind, captioned] of Object.entries(MEDIA)) {
    methods[`send${kind.replace('_', '')}`] = (params) => sendFile(world, params, kind, captioned);
  }
  return methods;
}

/** Puts a message of the bot into a chat. Checks in Telegram's order: the chat first. */
export function post(
  world: World,
  params: Params,
  content: Record<string, unknown>,
  extra: Partial<Entry> = {},
) {
  const chat = world.openChat(params.int('chat_id'));
  const markup = readMarkup(world, params);
  const inline = markup.inline ? { reply_markup: markup.inline } : {};
  if (markup.keyboard !== undefined) chat.keyboard = markup.keyboard;
  const silent = params.flag('disable_notification');
  const fields = { ...content, ...replyOf(world, chat, params), ...inline };
  return world.append(chat, true, fields, { silent, fixed: markup.fixed, ...extra }).message;
}

function replyOf(world: World, chat: Chat, params: Params): Record<string, unknown> {
  const reply = params.json('reply_parameters');
  const id = isRecord(reply) && typeof reply.message_id === 'number' ? reply.message_id : undefined;
  const target = id ?? params.int('reply_to_message_id');
  if (target === undefined) return {};
  const entry = world.find(chat, target);
  if (!entry) throw badRequest('message to be replied not found');
  return { reply_to_message: withoutReply(entry.message) };
}

/** A message shown inside another has no reply of its own (Bot API, Message). */
export function withoutReply({ reply_to_message: _, ...message }: WireMessage): Record<string, unknown> {
  return message;
}

function sendFile(world: World, params: Params, kind: string, captioned: boolean): WireMessage {
  world.openChat(params.int('chat_id'));
  const value = params.text(kind);
  const file = resolveFile(world, kind, value, uploadOf(params, value));
  return post(world, params, { ...fileContent(file), ...(captioned ? readCaption(params) : {}) });
}

function uploadOf(params: Params, value: string | undefined): Upload | undefined {
  return value?.startsWith('attach://') ? params.upload(value) : undefined;
}

function sendGroup(world: World, params: Params): WireMessage[] {
  const items = params.json('media');
  if (!Array.isArray(items) || items.length < 2 || items.length > 10) {
    throw badRequest('there must be 2-10 items in the media group');
  }
  const media_group_id = `G${world.state.nextMessage}`;
  return items.map((item) => post(world, params, { ...mediaContent(world, params, item), media_group_id }));
}

/** Reads one InputMedia object: a file and its caption. */
function mediaContent(world: World, params: Params, item: unknown): Record<string, unknown> {
  if (!isRecord(item)) throw badRequest("can't parse InputMedia: Expected an Object");
  const kind = String(item.type);
  if (!MEDIA[kind]) throw badRequest(`can't parse InputMedia: type "${kind}" is unsupported`);
  const value = typeof item.media === 'string' ? item.media : undefined;
  const file = resolveFile(world, kind, value, uploadOf(params, value));
  return { ...fileContent(file), ...readCaption(new ParamsOf(item)) };
}

function copy(world: World, params: Params, forward: boolean): WireMessage {
  const source = world.chat(params.int('from_chat_id') ?? 0);
  const entry = source && world.find(source, params.int('message_id'));
  if (!entry) throw badRequest(`message to ${forward ? 'forward' : 'copy'} not found`);
  const content = contentOf(entry.message);
  if (!forward) {
    return post(
      world,
      params,
      params.text('caption') === undefined ? content : { ...content, ...readCaption(params) },
    );
  }
  const forward_origin = { type: 'user', date: entry.message.date, sender_user: entry.message.from };
  return post(world, params, { ...content, forward_origin });
}

/** What a message says, without its number, dates, people and buttons. */
function contentOf(message: WireMessage): Record<string, unknown> {
  const {
    message_id: _a,
    date: _b,
    edit_date: _c,
    from: _d,
    chat: _e,
    reply_markup: _f,
    ...content
  } = message;
  return content;
}

function editText(world: World, params: Params): WireMessage {
  return change(world, params, ({ message }) => {
    if (message.text === undefined) throw badRequest('there is no text in the message to edit');
    const { text: _, entities: __, ...rest } = contentOf(message);
    return { ...rest, ...readText(params) };
  });
}

function editCaption(world: World, params: Params): WireMessage {
  return change(world, params, ({ message }) => {
    if (message.text !== undefined) throw badRequest('there is no caption in the message to edit');
    const { caption: _, caption_entities: __, ...rest } = contentOf(message);
    return { ...rest, ...readCaption(params) };
  });
}

function editMedia(world: World, params: Params): WireMessage {
  return change(world, params, () => mediaContent(world, params, params.json('media')));
}

const UNCHANGED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

/** Changes a message of the bot; without `reply_markup` its buttons go away (Bot API, editMessageText). */
function change(world: World, params: Params, next: (entry: Entry) => Record<string, unknown>): WireMessage {
  const chat = world.openChat(params.int('chat_id'));
  const entry = world.find(chat, params.int('message_id'));
  if (!entry) throw badRequest('message to edit not found');
  if (!entry.fromBot || entry.fixed) throw badRequest("message can't be edited");
  const { message } = entry;
  const content = next(entry);
  const inline = readMarkup(world, params).inline;
  const before = JSON.stringify([contentOf(message), message.reply_markup ?? null]);
  if (before === JSON.stringify([content, inline])) throw badRequest(UNCHANGED);
  const { message_id, date, from, chat: wireChat } = message;
  const buttons = inline ? { reply_markup: inline } : {};
  entry.message = {
    message_id,
    date,
    from,
    chat: wireChat,
    ...content,
    edit_date: world.seconds(),
    ...buttons,
  };
  world.changed({ userId: chat.person.id, type: 'edited', messageId: message_id });
  return entry.message;
}

function deleteMessage(world: World, params: Params): true {
  const chat = world.chat(params.int('chat_id') ?? 0);
  if (!chat) throw new ApiError(400, 'Bad Request: chat not found');
  const entry = world.find(chat, params.int('message_id'));
  if (!entry) throw badRequest('message to delete not found');
  entry.deleted = true;
  world.changed({ userId: chat.person.id, type: 'deleted', messageId: entry.message.message_id });
  return true;
}
