import { h, icon, iconButton } from './dom.client.js';
import { mediaOf } from './media.client.js';
import { openMenu } from './menu.client.js';
import { richText } from './text.client.js';

const LONG_PRESS = 500;

/** One message of a chat as an element. */
export function messageElement(message, phone) {
  if (message.service) return service(message, phone.words);
  const own = message.from === 'person';
  const inside = [
    h('span', { class: 'unseen' }, own ? phone.words.me : phone.botName()),
    quote(message, phone),
    message.media ? mediaOf(message.media, phone) : null,
    message.invoice ? invoice(message.invoice) : null,
    message.contact ? contact(message.contact) : null,
    message.html ? richText(message.html, phone) : null,
    stamp(message, own, phone.words),
  ];
  const more = iconButton('more', phone.words.actions, {
    class: 'icon-button message-more',
    'aria-haspopup': 'menu',
  });
  const bubble = h('div', { class: bubbleClass(message) }, inside, more);
  const element = h(
    'article',
    {
      class: `message ${own ? 'own' : 'theirs'}`,
      tabindex: -1,
      'data-id': message.id,
      'data-from': message.from,
      'data-testid': `message-${message.id}`,
    },
    bubble,
    keyboard(message, phone),
  );
  const actions = () =>
    openMenu(phone.screen, more, actionsOf(message, phone), { label: phone.words.actions });
  more.addEventListener('click', actions);
  bubble.addEventListener('dblclick', () => phone.composer.reply(message));
  onLongPress(bubble, actions);
  return element;
}

function bubbleClass({ media, html }) {
  const bare = media && ['photo', 'sticker', 'video', 'animation'].includes(media.kind);
  return `bubble${bare ? ' pictured' : ''}${bare && !html ? ' wordless' : ''}`;
}

/** Right click with a mouse, a long touch with a finger. */
function onLongPress(bubble, run) {
  let timer = 0;
  bubble.addEventListener('contextmenu', (event) => {
    if (event.target.closest('a, img')) return;
    event.preventDefault();
    run();
  });
  bubble.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') timer = setTimeout(run, LONG_PRESS);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointermove'])
    bubble.addEventListener(end, () => clearTimeout(timer));
}

function actionsOf(message, phone) {
  const { words } = phone;
  const items = [{ label: words.reply, testid: 'action-reply', run: () => phone.composer.reply(message) }];
  const own = message.from === 'person' && (message.text || message.media) && !message.contact;
  const canEdit = own && phone.messenger.can.edit;
  if (canEdit)
    items.push({ label: words.edit, testid: 'action-edit', run: () => phone.composer.edit(message) });
  if (message.text)
    items.push({
      label: words.copy,
      run: () => navigator.clipboard?.writeText(message.text).catch(() => {}),
    });
  return items;
}

function quote({ replyTo }, phone) {
  if (replyTo === null) return null;
  const original = phone.chat.find(replyTo);
  const preview = original ? previewOf(original, phone.words) : '…';
  const go = () => phone.chat.show(replyTo);
  const name = original?.from === 'person' ? phone.words.me : phone.botName();
  return h(
    'button',
    { type: 'button', class: 'quote', onclick: go },
    h('b', {}, name),
    h('span', {}, preview),
  );
}

/** A message in one line. */
export function previewOf({ text, media, contact, invoice }, words) {
  if (text) return text.replaceAll('\n', ' ');
  if (media)
    return media.kind === 'voice' ? words.voiceMessage : media.kind === 'photo' ? words.photoAlt : media.name;
  return contact?.phone ?? invoice?.title ?? '';
}

function contact({ name, phone }) {
  return h(
    'div',
    { class: 'contact' },
    h('b', {}, name),
    h('span', {}, phone.startsWith('+') ? phone : `+${phone}`),
  );
}

function invoice({ title, description }) {
  return h('div', { class: 'invoice-card' }, h('b', {}, title), h('span', {}, description));
}

function service({ service: paid, date, id }, words) {
  const sum = paid.currency === 'XTR' ? `${paid.total} ⭐` : `${paid.total / 100} ${paid.currency}`;
  const label = paid.type === 'payment' ? words.paidService : words.refundedService;
  return h(
    'article',
    { class: 'message service', 'data-id': id, 'data-date': date },
    h('span', {}, `${label}: ${sum}`),
  );
}

function stamp({ date, edited }, own, words) {
  const time = new Intl.DateTimeFormat(words.locale, { hour: '2-digit', minute: '2-digit' }).format(date);
  return h(
    'span',
    { class: 'stamp' },
    edited ? h('span', {}, words.edited) : null,
    h('time', { datetime: new Date(date).toISOString() }, time),
    own ? icon('done') : null,
  );
}

/** The buttons under a message: they press, pay or open. */
function keyboard(message, phone) {
  if (message.buttons.length === 0) return null;
  if (message.list) return listKey(message, phone);
  let index = 0;
  const rows = message.buttons.map((row) =>
    h(
      'div',
      { class: 'keys-row' },
      row.map((button) => key(button, index++, message, phone)),
    ),
  );
  return h('div', { class: 'inline-keys' }, rows);
}

/** A list is folded behind one button. */
function listKey(message, phone) {
  const items = message.buttons.flat().map((button) => ({
    label: button.text,
    hint: button.hint,
    run: () => phone.press(opener, message.id, button.callback_data),
  }));
  const unfold = () => openMenu(phone.screen, opener, items, { label: message.list, up: true, titled: true });
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'inline-key',
      'aria-haspopup': 'menu',
      'data-testid': `list-${message.id}`,
      onclick: unfold,
    },
    icon('list'),
    message.list,
  );
  return h('div', { class: 'inline-keys' }, h('div', { class: 'keys-row' }, opener));
}

function key(button, index, message, phone) {
  const attributes = { class: 'inline-key', 'data-testid': `key-${message.id}-${index}` };
  if (button.url) {
    const onclick = (event) => {
      event.preventDefault();
      phone.open(button.url);
    };
    return h('a', { ...attributes, href: button.url, rel: 'noopener', onclick }, button.text, icon('out'));
  }
  if (button.pay) {
    const label = message.invoice?.paid ? phone.words.paid : button.text;
    const pay = (event) => phone.pay(event.currentTarget, message.id);
    return h('button', { ...attributes, type: 'button', onclick: pay }, label);
  }
  const press = (event) => phone.press(event.currentTarget, message.id, button.callback_data);
  return h('button', { ...attributes, type: 'button', onclick: press }, button.text);
}
