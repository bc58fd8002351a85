import { h, icon } from './dom.client.js';
import { messageElement } from './message.client.js';

const NEAR_BOTTOM = 80;

/** The list of messages of one phone: drawn from a snapshot, kept up to date by changes. */
export class Chat {
  #phone;
  #known = new Map();
  #unread = 0;
  /** The reader is at the end and wants to stay there. */
  #pinned = true;
  #top = 0;
  #list = h('div', { class: 'messages' });
  #down;
  #badge = h('span', { class: 'badge-count' });

  constructor(phone) {
    const { words, person } = phone;
    this.#phone = phone;
    this.view = h(
      'div',
      {
        class: 'chat',
        role: 'log',
        'aria-label': words.chat,
        tabindex: 0,
        'data-testid': `chat-${person.id}`,
      },
      h('p', { class: 'chat-empty' }, phone.messenger.can.start ? words.empty : words.emptyOpen),
      this.#list,
    );
    const down = h(
      'button',
      { type: 'button', class: 'to-bottom', 'aria-label': words.toBottom, hidden: true },
      icon('down'),
      this.#badge,
    );
    down.addEventListener('click', () => this.toBottom());
    this.#down = down;
    this.root = h('div', { class: 'chat-area' }, this.view, down);
    this.view.addEventListener('scroll', () => this.#scrolled());
    // A keyboard that opens or a picture that arrives must not push the end out of sight.
    const watcher = new ResizeObserver(() => this.#pinned && this.toBottom());
    watcher.observe(this.view);
    watcher.observe(this.#list);
  }

  find(id) {
    return this.#known.get(id);
  }

  messages() {
    return [...this.#known.values()];
  }

  lastOwn() {
    return this.messages().findLast((each) => each.from === 'person' && each.text);
  }

  /** Draws everything anew. */
  fill(messages) {
    this.#list.replaceChildren();
    delete this.#list.dataset.day;
    this.#known.clear();
    for (const message of messages) this.#put(message);
    if (this.#pinned) this.toBottom();
  }

  /** Takes a new message, or a new version of one. */
  add(message) {
    const isNew = !this.#known.has(message.id);
    this.#put(message);
    if (message.from === 'person' && isNew) this.#pinned = true;
    const seen = this.#pinned && this.view.clientHeight > 0;
    if (seen) this.toBottom();
    else if (isNew) this.#setUnread(this.#unread + 1);
  }

  remove(id) {
    this.#known.delete(id);
    this.#element(id)?.remove();
  }

  /** Brings a message into sight. */
  show(id) {
    const element = this.#element(id);
    element?.scrollIntoView({ block: 'center' });
    element?.focus({ preventScroll: true });
  }

  toBottom() {
    this.#pinned = true;
    this.view.scrollTop = this.view.scrollHeight;
    this.#down.hidden = true;
    if (this.view.clientHeight > 0) this.#setUnread(0);
  }

  /** The phone has come into sight. */
  shown() {
    if (this.#pinned) this.toBottom();
  }

  /** Over its older version, or behind those before it. */
  #put(message) {
    this.#known.set(message.id, message);
    const element = messageElement(message, this.#phone);
    const old = this.#element(message.id);
    if (!old) {
      this.#beginDay(message.date);
      this.#list.append(element);
      return;
    }
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(element);
    if (hadFocus) (element.querySelector('.inline-key') ?? element).focus();
  }

  #beginDay(date) {
    const day = dayOf(date, this.#phone.words);
    if (this.#list.dataset.day === day) return;
    this.#list.dataset.day = day;
    this.#list.append(h('p', { class: 'day' }, h('span', {}, day)));
  }

  #element(id) {
    return this.#list.querySelector(`[data-id="${id}"]`);
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.view;
    if (clientHeight === 0) return;
    // A keyboard that opens moves the end as well; only a reader moves up.
    if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM) this.#pinned = true;
    else if (scrollTop < this.#top) this.#pinned = false;
    this.#top = scrollTop;
    this.#down.hidden = this.#pinned;
    if (this.#pinned) this.#setUnread(0);
  }

  #setUnread(count) {
    this.#unread = count;
    this.#badge.textContent = count > 0 ? String(count) : '';
    this.#phone.onUnread(count);
  }
}

function dayOf(date, words) {
  const text = (moment) =>
    new Intl.DateTimeFormat(words.locale, { day: 'numeric', month: 'long' }).format(moment);
  return text(date) === text(Date.now()) ? words.today : text(date);
}
