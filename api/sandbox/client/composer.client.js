import { createAttach, sendVoice } from './attach.client.js';
import { CommandMenu } from './commands.client.js';
import { h, icon, iconButton } from './dom.client.js';
import { previewOf } from './message.client.js';
import { ReplyKeyboard } from './reply-keys.client.js';

const TALLEST = 120;

/** Where a person types: words, replies, corrections, commands, and the keyboard that the bot has shown. */
export class Composer {
  #phone;
  #replyTo = null;
  #editing = null;
  #strip = h('div', { class: 'strip', hidden: true });
  #gate;
  #line;
  #send;
  #keys;
  #commands;

  constructor(phone) {
    const { words, person } = phone;
    this.#phone = phone;
    this.field = h('textarea', {
      rows: 1,
      class: 'field',
      placeholder: words.message,
      'aria-label': words.message,
      'data-testid': `composer-${person.id}`,
    });
    this.#send = iconButton('mic', words.voice, {
      class: 'icon-button send',
      'data-testid': `send-${person.id}`,
    });
    this.#commands = new CommandMenu(phone, this);
    this.#keys = new ReplyKeyboard(phone);
    this.#gate = h('button', { type: 'button', class: 'gate', 'data-testid': `start-${person.id}` });
    const { button } = this.#commands;
    this.#line = h(
      'div',
      { class: 'composer-line' },
      button,
      createAttach(phone),
      this.field,
      this.#keys.toggle,
      this.#send,
    );
    this.root = h('footer', { class: 'composer' }, this.#strip, this.#line, this.#keys.root, this.#gate);
    this.field.addEventListener('input', () => this.#typed());
    this.field.addEventListener('keydown', (event) => this.#key(event));
    this.#send.addEventListener('click', () => this.#submit());
  }

  focus() {
    (this.#gate.hidden ? this.field : this.#gate).focus();
  }

  set(text) {
    this.field.value = text;
    this.#draw();
  }

  /** What was typed, and the field is empty again. */
  take() {
    const text = this.field.value.trim();
    this.set('');
    return text;
  }

  /** Puts words into the field for the person to send. */
  insert(text) {
    this.#settle(true);
    this.set(text);
    this.field.focus();
  }

  reply(message) {
    this.#settle(this.#editing !== null);
    this.#replyTo = message;
    this.#annotate(this.#phone.words.reply, message);
    this.field.focus();
  }

  edit(message) {
    if (!message || !this.#phone.messenger.can.edit) return;
    this.#settle(false);
    this.#editing = message;
    this.#annotate(this.#phone.words.editing, message);
    this.set(message.text);
    this.field.focus();
  }

  /** Draws what the chat's state allows: to start, to unblock, or to write. */
  update({ started, blocked, keyboard, commands }) {
    const { words } = this.#phone;
    const open = (started || !this.#phone.messenger.can.start) && !blocked;
    this.#line.hidden = !open;
    this.#gate.hidden = open;
    this.#gate.textContent = blocked ? words.unblock : words.start;
    this.#gate.onclick = () => this.#phone.act(blocked ? 'unblock' : 'start');
    this.#commands.list = commands;
    this.#keys.show(open ? keyboard : null);
    this.field.placeholder = keyboard?.placeholder ?? words.message;
    this.#draw();
  }

  #typed() {
    this.#draw();
    if (this.field.value === '/') this.#commands.suggest();
  }

  #draw() {
    const { words } = this.#phone;
    const { field } = this;
    field.style.height = 'auto';
    // Out of sight it has no height of its own.
    if (field.scrollHeight > 0) field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
    const speaks = field.value.trim() !== '' || this.#editing !== null;
    const [label, picture] = this.#editing
      ? [words.save, 'done']
      : speaks
        ? [words.send, 'send']
        : [words.voice, 'mic'];
    this.#send.replaceChildren(icon(picture));
    this.#send.setAttribute('aria-label', label);
    this.#send.title = label;
    this.#commands.button.hidden = this.#commands.list.length === 0 || speaks;
  }

  /** Says above the field what the next message answers or corrects. */
  #annotate(title, message) {
    const { words } = this.#phone;
    const cancel = iconButton('cross', words.cancel, { onclick: () => this.#settle(this.#editing !== null) });
    const line = h(
      'span',
      { class: 'strip-words' },
      h('b', {}, title),
      h('span', {}, previewOf(message, words)),
    );
    this.#strip.replaceChildren(icon('reply'), line, cancel);
    this.#strip.hidden = false;
  }

  #settle(clear) {
    this.#replyTo = null;
    this.#editing = null;
    this.#strip.hidden = true;
    if (clear) this.set('');
    else this.#draw();
  }

  async #submit() {
    const [editing, replyTo] = [this.#editing, this.#replyTo];
    const text = this.take();
    this.#settle(false);
    if (editing) return text && this.#phone.act('edit', { messageId: editing.id, text });
    if (!text) return sendVoice(this.#phone);
    const sent = await this.#phone.act('text', replyTo ? { text, replyTo: replyTo.id } : { text });
    // What could not be sent comes back, as long as nothing else was typed.
    if (!sent && this.field.value === '') this.set(text);
  }

  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (this.field.value.trim()) this.#submit();
    } else if (event.key === 'Escape') {
      this.#settle(this.#editing !== null);
    } else if (event.key === 'ArrowUp' && this.field.value === '') {
      event.preventDefault();
      this.edit(this.#phone.chat.lastOwn());
    }
  }
}
