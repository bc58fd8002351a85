import { createChat } from './chat.client.js';
import { createComposer } from './composer.client.js';
import { h, iconButton } from './dom.client.js';
import { closeMenu, openMenu } from './menu.client.js';
import { createSheet } from './sheet.client.js';

const TOAST = 4000;
const TYPING = 5000;

/** One person's phone with the chat with the bot on it. `stage` gives the words, Telegram and the other phones. */
export function createPhone(person, stage) {
  const phone = { person, telegram: stage.telegram, words: stage.words.phone, closeMenu };
  let state = {
    started: false,
    blocked: false,
    bot: { name: 'Tillbot', username: '' },
    keyboard: null,
    commands: [],
  };
  phone.words = { ...phone.words, locale: stage.words.locale };
  phone.screen = h('div', { class: 'screen' });
  phone.botName = () => state.bot.name;
  phone.username = () => state.bot.username;
  phone.onUnread = (count) => stage.onUnread(person, count);
  phone.chat = createChat(phone);
  phone.composer = createComposer(phone);
  phone.sheet = createSheet(phone);

  const name = h('b', {}, state.bot.name);
  const about = h('span', { class: 'bar-about' }, phone.words.bot);
  const more = iconButton('more', phone.words.menu, {
    'aria-haspopup': 'menu',
    'data-testid': `menu-${person.id}`,
  });
  const toast = h('div', {
    class: 'toast',
    role: 'status',
    hidden: true,
    'data-testid': `toast-${person.id}`,
  });
  const bar = h(
    'header',
    { class: 'bar' },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, 'T'),
    h('span', { class: 'bar-words' }, name, about),
    more,
  );
  phone.screen.append(bar, phone.chat.view, phone.chat.down, toast, phone.composer.root, phone.sheet.root);
  phone.root = frame(person, stage, phone.screen);

  let [toastTimer, typingTimer] = [0, 0];
  phone.toast = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => {
      toast.hidden = true;
    }, TOAST);
  };

  /** Does something as the person; a failure is shown on the phone. Gives null then. */
  phone.act = async (what, body) => {
    try {
      return await stage.telegram.act(person.id, what, body);
    } catch (error) {
      phone.toast(`${phone.words.failed}: ${error.message}`);
      return null;
    }
  };

  phone.press = async (button, messageId, data) => {
    button.setAttribute('aria-busy', 'true');
    const pressed = await phone.act('press', { messageId, data });
    button.removeAttribute('aria-busy');
    if (!pressed) return;
    if (!pressed.answered) phone.toast(phone.words.silentBot);
    else if (pressed.text) phone.toast(pressed.text);
    if (pressed.url) phone.open(pressed.url);
  };

  phone.open = (address) => stage.open(address, phone);

  function typing() {
    about.textContent = phone.words.typing;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(draw, TYPING);
  }

  function draw() {
    clearTimeout(typingTimer);
    name.textContent = state.bot.name;
    about.textContent = state.blocked ? phone.words.blockedByYou : phone.words.bot;
    phone.screen.classList.toggle('has-chat', state.started);
    phone.composer.update(state);
  }

  phone.refresh = async () => {
    const { messages, ...rest } = await stage.telegram.chat(person.id);
    state = rest;
    phone.chat.fill(messages);
    draw();
    return rest;
  };

  /** Takes one change from the stream. */
  phone.change = (change) => {
    const { type, message, messageId } = change;
    if (type === 'chat') return phone.refresh();
    if (type === 'action') return typing();
    if (type === 'deleted') phone.chat.remove(messageId);
    else if (message) phone.chat.add(message);
    if (message) state = { ...state, started: true };
    if (change.keyboard !== undefined)
      state = { ...state, keyboard: change.keyboard, blocked: change.blocked };
    draw();
  };

  more.addEventListener('click', () => {
    const { words } = phone;
    const items = [
      { label: words.restart, testid: 'menu-start', run: () => phone.act('start') },
      state.blocked
        ? { label: words.unblock, testid: 'menu-unblock', run: () => phone.act('unblock') }
        : { label: words.block, testid: 'menu-block', run: () => phone.act('block') },
    ];
    openMenu(phone.screen, more, items, { label: words.menu });
  });
  draw();
  return phone;
}

function frame(person, stage, screen) {
  const { words } = stage;
  const name = `${person.first_name} ${person.last_name}`;
  const role = words.roles[person.role];
  const close = person.shown
    ? null
    : iconButton('cross', words.closePhone, { onclick: () => stage.remove(person) });
  return h(
    'section',
    {
      class: 'phone',
      id: `panel-${person.id}`,
      'aria-label': `${name}, ${role}`,
      'data-testid': `phone-${person.id}`,
      'data-role': person.role,
    },
    h(
      'header',
      { class: 'owner' },
      h(
        'span',
        { class: 'owner-name' },
        h('b', {}, name),
        h('span', {}, `${role} · ${person.language_code}`),
      ),
      h('span', { class: 'badge-count', 'data-unread': '', 'data-testid': `unread-${person.id}` }),
      close,
    ),
    screen,
  );
}
