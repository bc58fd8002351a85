import { h, iconButton } from './dom.client.js';

/** The keyboard that a bot may put in place of the field's own, and the button that folds it away. */
export class ReplyKeyboard {
  #phone;
  #shown = null;

  constructor(phone) {
    this.#phone = phone;
    this.root = h('div', { class: 'reply-keys', 'data-testid': `keyboard-${phone.person.id}`, hidden: true });
    this.toggle = iconButton('keys', phone.words.keyboard, { hidden: true });
    this.toggle.addEventListener('click', () => this.#open(this.root.hidden));
  }

  /** `keyboard` as the chat has it, or null for none. One that stays the same stays folded. */
  show(keyboard) {
    if (JSON.stringify(keyboard) === JSON.stringify(this.#shown)) return;
    this.#shown = keyboard;
    const rows = keyboard?.rows ?? [];
    this.root.replaceChildren(
      ...rows.map((row) =>
        h(
          'div',
          { class: 'keys-row' },
          row.map((key) => this.#key(key)),
        ),
      ),
    );
    this.toggle.hidden = rows.length === 0;
    this.#open(rows.length > 0);
  }

  #open(open) {
    this.root.hidden = !open;
    this.toggle.setAttribute('aria-pressed', String(open));
  }

  #key({ text }) {
    const press = () => this.#phone.act('key', { text });
    return h('button', { type: 'button', class: 'reply-key', onclick: press }, text);
  }
}
