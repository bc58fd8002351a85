import type { Fault } from './faults.ts';
import { type Chat, type Content, type Entry, GraphError, type Template } from './types.ts';
import { type Header, MIME, type OutgoingMessage, outgoingMessage } from './validate.ts';
import type { World } from './world.ts';

/** Takes `POST /<number>/messages` and answers as the Cloud API does. */
export function takeMessage(world: World, body: unknown, later: Fault | null): Record<string, unknown> {
  if (isMarkRead(body)) return { success: true };
  const read = outgoingMessage.safeParse(body);
  if (!read.success) {
    const missing = read.error.issues.some(({ message }) => /received undefined/.test(message));
    const where = read.error.issues[0]?.path.join('.') ?? '';
    throw new GraphError(missing ? 131008 : 131009, `(#${missing ? 131008 : 131009}) Parameter: ${where}`);
  }
  const message = read.data;
  const to = message.to ?? message.recipient;
  if (!to) throw new GraphError(131008, '(#131008) Required parameter is missing: to');
  if (to === world.displayNumber.replace(/\D/g, '')) throw new GraphError(131021, '(#131021) Same number');
  const chat = world.chat(to);
  if (!chat || chat.blocked) throw new GraphError(131026, '(#131026) Message undeliverable');
  const content = contentOf(world, message);
  if (message.type !== 'template' && !world.isOpen(chat))
    throw new GraphError(131047, '(#131047) Re-engagement message');
  const entry = accept(world, chat, content, message);
  tell(world, chat, entry, later);
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: to }],
    messages: [{ id: entry.wamid, message_status: 'accepted' }],
  };
}

function isMarkRead(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'status' in body && body.status === 'read';
}

function accept(world: World, chat: Chat, content: Content, message: OutgoingMessage): Entry {
  const replyTo = message.context?.message_id ?? null;
  const opaque = message.biz_opaque_callback_data ?? null;
  return world.append(chat, content, { fromBusiness: true, replyTo, opaque });
}

/** Sent and delivered at once, or failed; read when the person looks. */
function tell(world: World, chat: Chat, entry: Entry, later: Fault | null): void {
  if (later?.kind === 'fails_later') {
    const at = chat.entries.indexOf(entry);
    chat.entries.splice(at, 1);
    world.changed({ userId: chat.person.id, type: 'chat' });
    return status(world, chat, entry, 'failed', later.code);
  }
  status(world, chat, entry, 'sent');
  status(world, chat, entry, 'delivered');
}

/** Tells the webhook what became of a message. */
export function status(
  world: World,
  chat: Chat,
  entry: Entry,
  state: NonNullable<Entry['status']>,
  code?: number,
): void {
  entry.status = state;
  const failed = code === undefined ? {} : { errors: [{ code, title: `Error ${code}` }] };
  const told = {
    id: entry.wamid,
    recipient_id: String(chat.person.id),
    status: state,
    timestamp: String(Math.floor(world.now() / 1000)),
    ...(entry.opaque === null ? {} : { biz_opaque_callback_data: entry.opaque }),
    ...failed,
  };
  world.push({ ...world.head(), statuses: [told] });
}

function contentOf(world: World, message: OutgoingMessage): Content {
  switch (message.type) {
    case 'text':
      return { text: message.text.body };
    case 'image':
      return { text: message.image.caption ?? '', ...fileOf(world, 'image', message.image) };
    case 'document':
      return { text: message.document.caption ?? '', ...fileOf(world, 'document', message.document) };
    case 'video':
      return { text: message.video.caption ?? '', ...fileOf(world, 'video', message.video) };
    case 'audio':
      return { text: '', ...fileOf(world, 'audio', message.audio) };
    case 'sticker':
      return { text: '', ...fileOf(world, 'sticker', message.sticker) };
    case 'interactive':
      return interactiveOf(world, message.interactive);
    case 'template':
      return templateOf(world, message.template);
  }
}

interface Named {
  readonly id?: string | undefined;
  readonly filename?: string | undefined;
}

function fileOf(world: World, kind: string, { id, filename }: Named): Pick<Content, 'file'> {
  const stored = id && Object.hasOwn(world.state.files, id) ? world.state.files[id] : undefined;
  if (!stored) throw new GraphError(131052, '(#131052) Media download error');
  if (!MIME[kind]?.test(stored.mime)) throw new GraphError(131053, '(#131053) Media upload error');
  return { file: { kind, id: stored.id, name: filename ?? stored.name } };
}

function interactiveOf(
  world: World,
  interactive: Extract<OutgoingMessage, { type: 'interactive' }>['interactive'],
): Content {
  const { header, body } = interactive;
  const above = header && header.type !== 'text' ? fileOf(world, header.type, fileIn(header)) : {};
  const text = header?.type === 'text' ? `*${header.text}*\n${body.text}` : body.text;
  const base = { text, ...above };
  switch (interactive.type) {
    case 'button':
      return { ...base, replies: interactive.action.buttons.map(({ reply }) => reply) };
    case 'list': {
      const rows = interactive.action.sections.flatMap((section) => section.rows);
      const list = rows.map(({ id, title, description }) => ({
        id,
        title,
        ...(description ? { description } : {}),
      }));
      return { ...base, list: { button: interactive.action.button, rows: list } };
    }
    case 'cta_url': {
      const { display_text, url } = interactive.action.parameters;
      return { ...base, link: { text: display_text, url } };
    }
  }
}

function fileIn(header: Exclude<Header, { type: 'text' }>): Named {
  return header.type === 'image' ? header.image : header.type === 'video' ? header.video : header.document;
}

type Wanted = Extract<OutgoingMessage, { type: 'template' }>['template'];

/** Refuses what Meta refuses of templates (the reference, part 6, 132xxx). */
function templateOf(world: World, { name, language, components = [] }: Wanted): Content {
  const template = world.state.templates.find(
    (each) => each.name === name && each.language === language.code,
  );
  if (!template || template.status === 'REJECTED' || template.status === 'PENDING')
    throw new GraphError(132001, '(#132001) Template name does not exist in the translation', 404);
  if (template.status === 'PAUSED') throw new GraphError(132015, '(#132015) Template is paused');
  if (template.status === 'DISABLED') throw new GraphError(132016, '(#132016) Template is disabled');
  const body = components.find((each) => each.type === 'body')?.parameters.map(({ text }) => text) ?? [];
  const button = components.find((each) => each.type === 'button')?.parameters[0]?.text;
  const wanted = new Set(template.body.match(/\{\{\d+\}\}/g)).size;
  if (body.length !== wanted || (template.button === undefined) !== (button === undefined))
    throw new GraphError(132000, '(#132000) Number of parameters does not match');
  if (body.some((value) => value === '' || /[\n\t]| {5}/.test(value)))
    throw new GraphError(132012, '(#132012) Parameter format does not match');
  return { text: filled(template.body, body), template: name, ...linkOf(template, button) };
}

function filled(body: string, values: readonly string[]): string {
  const text = body.replace(/\{\{(\d+)\}\}/g, (_, index: string) => values[Number(index) - 1] ?? '');
  if (text.length > 1024) throw new GraphError(132005, '(#132005) Template text too long');
  return text;
}

function linkOf({ button }: Template, tail: string | undefined): Pick<Content, 'link'> {
  if (!button || tail === undefined) return {};
  return { link: { text: button.text, url: button.url.replace('{{1}}', encodeURIComponent(tail)) } };
}
