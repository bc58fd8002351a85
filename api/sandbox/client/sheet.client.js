import { h, icon, iconButton } from './dom.client.js';

/** The browser inside a phone: pages of the till and the bank over the chat, as Telegram shows links. */
export class Sheet {
  #phone;
  #title = h('span', { class: 'sheet-title' });
  #body = h('div', { class: 'sheet-body' });
  #close;
  #out;
  #before = null;

  constructor(phone) {
    const { words, person } = phone;
    this.#phone = phone;
    this.#close = iconButton('cross', words.close, {
      onclick: () => this.hide(),
      'data-testid': `sheet-close-${person.id}`,
    });
    this.#out = h(
      'a',
      {
        class: 'icon-button',
        target: '_blank',
        rel: 'noopener',
        'aria-label': words.newTab,
        title: words.newTab,
      },
      icon('out'),
    );
    this.root = h(
      'div',
      { class: 'sheet', role: 'dialog', hidden: true, 'data-testid': `sheet-${person.id}` },
      h('header', { class: 'sheet-bar' }, this.#close, this.#title, this.#out),
      this.#body,
    );
    this.root.addEventListener('keydown', (event) => event.key === 'Escape' && this.hide());
  }

  /** Shows one of our own pages. */
  page(address) {
    const frame = h('iframe', {
      src: address,
      title: address,
      'data-testid': `frame-${this.#phone.person.id}`,
    });
    frame.addEventListener('load', () => this.#loaded(frame));
    this.#show(address, new URL(address).host, frame);
  }

  picture(address, name) {
    this.#show(address, name, h('img', { class: 'sheet-picture', src: address, alt: name }));
  }

  hide() {
    this.root.hidden = true;
    this.#body.replaceChildren();
    const { view } = this.#phone.chat;
    (this.#before?.isConnected ? this.#before : view).focus({ preventScroll: true });
  }

  #show(address, name, content) {
    if (this.root.hidden) this.#before = document.activeElement;
    this.#name(name);
    this.#out.href = address;
    this.#body.replaceChildren(content);
    this.root.hidden = false;
    this.#close.focus({ preventScroll: true });
  }

  #name(name) {
    this.#title.textContent = name;
    this.root.setAttribute('aria-label', name);
  }

  /** The frame has gone to another page. A link to the bot leads from it back to the chat. */
  #loaded(frame) {
    const inside = frame.contentDocument;
    if (!inside) return;
    this.#name(inside.title || this.#title.textContent);
    frame.title = inside.title;
    this.#out.href = frame.contentWindow.location.href;
    inside.addEventListener('keydown', (event) => event.key === 'Escape' && this.hide());
    inside.addEventListener('click', (event) => {
      const link = event.target.closest?.('a[href^="https://t.me/"]');
      if (!link) return;
      event.preventDefault();
      this.hide();
    });
  }
}
