import { createAttach, sendVoice } from './attach.client.js';
import { h, icon, iconButton } from './dom.client.js';
import { openMenu } from './menu.client.js';
import { previewOf } from './message.client.js';

/** Where a person types: words, replies, corrections, commands, and the keyboard that the bot has shown. */
export function createComposer(phone) {
  const { words, person } = phone;
  let [replyTo, editing, commands, keyboard] = [null, null, [], null];
  const field = h('textarea', {
    rows: 1,
    class: 'field',
    placeholder: words.message,
    'aria-label': words.message,
    'data-testid': `composer-${person.id}`,
  });
  const send = iconButton('mic', words.voice, {
    class: 'icon-button send',
    'data-testid': `send-${person.id}`,
  });
  const menu = h(
    'button',
    {
      type: 'button',
      class: 'commands-button',
      'aria-haspopup': 'menu',
      'data-testid': `commands-${person.id}`,
    },
    icon('list'),
    h('span', {}, words.commands),
  );
  const keysButton = iconButton('keys', words.keyboard, { hidden: true, 'aria-pressed': 'true' });
  const strip = h('div', { class: 'strip', hidden: true });
  const keys = h('div', { class: 'reply-keys', 'data-testid': `keyboard-${person.id}`, hidden: true });
  const line = h('div', { class: 'composer-line' }, menu, createAttach(phone), field, keysButton, send);
  const gate = h('button', { type: 'button', class: 'gate', 'data-testid': `start-${person.id}` });
  const root = h('footer', { class: 'composer' }, strip, line, keys, gate);

  function grow() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 120)}px`;
    const speaks = field.value.trim() !== '' || editing !== null;
    const label = editing ? words.save : speaks ? words.send : words.voice;
    send.replaceChildren(icon(editing ? 'done' : speaks ? 'send' : 'mic'));
    send.setAttribute('aria-label', label);
    send.title = label;
    menu.hidden = commands.length === 0 || speaks;
  }

  function set(text) {
    field.value = text;
    grow();
  }

  /** What was typed, and the field is empty again. */
  function take() {
    const text = field.value.trim();
    set('');
    return text;
  }

  function annotate(title, message) {
    strip.hidden = message === null;
    if (message === null) return;
    const cancel = iconButton('cross', words.cancel, { onclick: () => settle(editing !== null) });
    strip.replaceChildren(
      icon('reply'),
      h('span', { class: 'strip-words' }, h('b', {}, title), previewOf(message, words)),
      cancel,
    );
  }

  function settle(clear) {
    [replyTo, editing] = [null, null];
    annotate('', null);
    if (clear) set('');
    grow();
  }

  async function submit() {
    if (editing) {
      const { id } = editing;
      const text = take();
      settle(true);
      if (text) await phone.act('edit', { messageId: id, text });
      return;
    }
    const text = take();
    if (!text) return sendVoice(phone);
    const body = replyTo ? { text, replyTo: replyTo.id } : { text };
    settle(false);
    // What could not be sent comes back, as long as nothing else was typed.
    if (!(await phone.act('text', body)) && field.value === '') set(text);
  }

  function edit(message) {
    if (!message) return;
    settle(false);
    editing = message;
    annotate(words.editing, message);
    set(message.text);
    field.focus();
  }

  function showCommands() {
    const items = commands.map(({ command, description }) => ({
      label: `/${command}`,
      hint: description,
      testid: `command-${command}`,
      run: () => phone.act('text', { text: `/${command}` }),
    }));
    openMenu(phone.screen, menu.hidden ? field : menu, items, { label: words.commands, up: true });
  }

  field.addEventListener('input', () => {
    grow();
    if (field.value === '/' && commands.length > 0) suggest();
  });

  /** Typing a slash shows the commands; whatever is typed on goes on in the field. */
  function suggest() {
    showCommands();
    phone.screen.querySelector('.menu')?.addEventListener('keydown', (event) => {
      if (event.key.length !== 1 && event.key !== 'Backspace') return;
      event.preventDefault();
      field.focus();
      set(event.key === 'Backspace' ? '' : `/${event.key}`);
      phone.closeMenu();
    });
  }

  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (field.value.trim()) submit();
    } else if (event.key === 'Escape' && (editing || replyTo)) {
      settle(editing !== null);
    } else if (event.key === 'ArrowUp' && field.value === '') {
      event.preventDefault();
      edit(phone.chat.lastOwn());
    }
  });
  send.addEventListener('click', submit);
  menu.addEventListener('click', showCommands);
  keysButton.addEventListener('click', () => {
    keys.hidden = !keys.hidden;
    keysButton.setAttribute('aria-pressed', String(!keys.hidden));
  });

  function showKeyboard(next) {
    if (JSON.stringify(next) === JSON.stringify(keyboard)) return;
    keyboard = next;
    const rows = next?.rows ?? [];
    keys.replaceChildren(...rows.map((row) => h('div', { class: 'keys-row' }, row.map(replyKey))));
    keys.hidden = rows.length === 0;
    keysButton.hidden = rows.length === 0;
    keysButton.setAttribute('aria-pressed', String(rows.length > 0));
    field.placeholder = next?.placeholder ?? words.message;
  }

  function replyKey({ text }) {
    return h(
      'button',
      { type: 'button', class: 'reply-key', onclick: () => phone.act('key', { text }) },
      text,
    );
  }

  return {
    root,
    take,
    edit,
    focus: () => (gate.hidden ? field : gate).focus(),
    reply(message) {
      settle(editing !== null);
      replyTo = message;
      annotate(words.reply, message);
      field.focus();
    },
    insert(text) {
      settle(true);
      set(text);
      field.focus();
    },
    /** Draws what the chat's state allows: to start, to unblock, or to write. */
    update({ started, blocked, keyboard: shown, commands: list }) {
      commands = list;
      line.hidden = !started || blocked;
      gate.hidden = !line.hidden;
      gate.textContent = blocked ? words.unblock : words.start;
      gate.onclick = () => phone.act(blocked ? 'unblock' : 'start');
      showKeyboard(line.hidden ? null : shown);
      grow();
    },
    showKeyboard,
  };
}
