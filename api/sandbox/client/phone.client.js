import { Chat } from './chat.client.js';
import { Composer } from './composer.client.js';
import { h, iconButton } from './dom.client.js';
import { openMenu } from './menu.client.js';
import { Sheet } from './sheet.client.js';

const TOAST = 4000;
const TYPING = 5000;

/** One person's phone with the chat with the bot on it. `stage` gives words, messengers and the other phones. */
export class Phone {
  #stage;
  #state = {
    started: false,
    blocked: false,
    bot: { name: 'Tillbot', username: '' },
    keyboard: null,
    commands: [],
  };
  #name = h('b', {});
  #about = h('span', { class: 'bar-about' });
  #toast;
  #toastTimer = 0;
  #typingTimer = 0;

  constructor(person, stage) {
    this.#stage = stage;
    this.person = person;
    this.messenger = stage.messengers[person.messenger];
    this.words = { ...stage.words.phone, locale: stage.words.locale };
    this.screen = h('div', { class: 'screen' });
    this.chat = new Chat(this);
    this.composer = new Composer(this);
    this.sheet = new Sheet(this);
    this.#toast = h('div', { class: 'toast', role: 'status', 'data-testid': `toast-${person.id}` });
    const { chat, composer, sheet } = this;
    this.screen.append(this.#bar(), chat.root, this.#toast, composer.root, sheet.root);
    this.root = frame(person, stage, this.screen);
    this.#draw();
  }

  botName() {
    return this.#state.bot.name;
  }

  botUsername() {
    return this.#state.bot.username;
  }

  onUnread(count) {
    this.#stage.onUnread(this.person, count);
    if (count === 0) this.#read();
  }

  /** Whoever looks at the chat has read it, and the business is told where the messenger tells that. */
  #read() {
    if (!this.messenger.can.read) return;
    const news = this.chat.messages().some(({ from, status }) => from === 'bot' && status === 'delivered');
    if (news) this.messenger.act(this.person.id, 'read').catch(() => {});
  }

  /** Opens an address where the messenger would. */
  open(address) {
    this.#stage.open(address, this);
  }

  /** Does something as the person; a failure is shown on the phone, and the answer is null then. */
  async act(what, body) {
    try {
      return await this.messenger.act(this.person.id, what, body);
    } catch (error) {
      this.toast(`${this.words.failed}: ${error.message}`);
      return null;
    }
  }

  async press(button, messageId, data) {
    button.setAttribute('aria-busy', 'true');
    const pressed = await this.act('press', { messageId, data });
    button.removeAttribute('aria-busy');
    if (!pressed) return;
    if (!pressed.answered) this.toast(this.words.silentBot);
    else if (pressed.text) this.toast(pressed.text);
    if (pressed.url) this.open(pressed.url);
  }

  /** Pays the messenger's own invoice; the bot may decline with words of its own. */
  async pay(button, messageId) {
    button.setAttribute('aria-busy', 'true');
    const paid = await this.act('pay', { messageId });
    button.removeAttribute('aria-busy');
    if (paid && !paid.ok) this.toast(paid.error === 'timeout' ? this.words.silentBot : paid.error);
  }

  toast(text) {
    this.#toast.textContent = text;
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => this.#toast.replaceChildren(), TOAST);
  }

  /** Reads the chat anew; gives its state. */
  async refresh() {
    const { messages, ...state } = await this.messenger.chat(this.person.id);
    this.#state = state;
    this.chat.fill(messages);
    this.#draw();
    return state;
  }

  /** Takes one change from the stream. */
  change({ type, message, messageId, keyboard, blocked }) {
    if (type === 'chat') return this.refresh();
    if (type === 'action') return this.#typing();
    if (type === 'deleted') this.chat.remove(messageId);
    else if (message) this.chat.add(message);
    const started = this.#state.started || message !== undefined;
    this.#state = { ...this.#state, started, ...(keyboard === undefined ? {} : { keyboard, blocked }) };
    this.#draw();
  }

  #typing() {
    this.#about.textContent = this.words.typing;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#draw(), TYPING);
  }

  #draw() {
    clearTimeout(this.#typingTimer);
    this.#name.textContent = this.botName();
    this.#about.textContent = this.#state.blocked ? this.words.blockedByYou : this.#kind();
    this.screen.classList.toggle('has-chat', this.#state.started);
    this.composer.update(this.#state);
  }

  #bar() {
    const { words, person } = this;
    const more = iconButton('more', words.menu, {
      'aria-haspopup': 'menu',
      'data-testid': `menu-${person.id}`,
      onclick: () => openMenu(this.screen, more, this.#items(), { label: words.menu }),
    });
    const names = h('span', { class: 'bar-words' }, this.#name, this.#about);
    return h(
      'header',
      { class: 'bar' },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, 'T'),
      names,
      more,
    );
  }

  #items() {
    const { words } = this;
    const { blocked } = this.#state;
    const what = blocked ? 'unblock' : 'block';
    const { can } = this.messenger;
    const day = { label: words.dayPasses, testid: 'menu-wait', run: () => this.#dayPasses() };
    const restart = { label: words.restart, testid: 'menu-start', run: () => this.act('start') };
    return [
      ...(can.start ? [restart] : []),
      ...(can.wait ? [day] : []),
      { label: words[what], testid: `menu-${what}`, run: () => this.act(what) },
    ];
  }

  /** WhatsApp takes free words for 24 hours after the person's last; then only approved ones. */
  async #dayPasses() {
    if (await this.act('wait')) this.toast(this.words.dayPassed);
  }

  #kind() {
    return this.messenger.can.start ? this.words.bot : this.words.business;
  }
}

function frame(person, stage, screen) {
  const { words } = stage;
  const name = `${person.first_name} ${person.last_name}`;
  const role = words.roles[person.role];
  const who = h(
    'span',
    { class: 'owner-name' },
    h('b', {}, name),
    h('span', {}, `${role} · ${words.messengers[person.messenger]} · ${person.language_code}`),
  );
  const unread = h('span', { class: 'badge-count', 'data-unread': '', 'data-testid': `unread-${person.id}` });
  const close = iconButton('cross', words.closePhone, { onclick: () => stage.remove(person) });
  const attributes = {
    class: `phone ${person.messenger}`,
    id: `panel-${person.id}`,
    'aria-label': `${name}, ${role}, ${words.messengers[person.messenger]}`,
    'data-testid': `phone-${person.id}`,
    'data-role': person.role,
  };
  return h(
    'section',
    attributes,
    h('header', { class: 'owner' }, who, unread, person.shown ? null : close),
    screen,
  );
}
