import { h, icon } from './dom.client.js';
import { messageElement } from './message.client.js';

const NEAR_BOTTOM = 80;

/** The list of messages of one phone: drawn from a snapshot, kept up to date by changes. */
export function createChat(phone) {
  const { words, person } = phone;
  const known = new Map();
  const list = h('div', { class: 'messages' });
  const view = h(
    'div',
    { class: 'chat', role: 'log', 'aria-label': words.chat, tabindex: 0, 'data-testid': `chat-${person.id}` },
    h('p', { class: 'chat-empty' }, words.empty),
    list,
  );
  const badge = h('span', { class: 'badge-count' });
  const down = h(
    'button',
    {
      type: 'button',
      class: 'to-bottom',
      'aria-label': words.toBottom,
      hidden: true,
      onclick: () => toBottom(),
    },
    icon('down'),
    badge,
  );
  let unread = 0;

  const isNearBottom = () => view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_BOTTOM;
  const isSeen = () => view.clientHeight > 0 && isNearBottom();

  function setUnread(count) {
    unread = count;
    badge.textContent = count > 0 ? String(count) : '';
    phone.onUnread(count);
  }

  function toBottom() {
    view.scrollTop = view.scrollHeight;
    down.hidden = true;
    setUnread(0);
  }

  view.addEventListener('scroll', () => {
    down.hidden = isNearBottom();
    if (isSeen()) setUnread(0);
  });

  /** Puts a message into its place: over its older version, or behind those before it. */
  function put(message) {
    known.set(message.id, message);
    const element = messageElement(message, phone);
    const old = list.querySelector(`[data-id="${message.id}"]`);
    if (old) {
      const hadFocus = old.contains(document.activeElement);
      old.replaceWith(element);
      if (hadFocus) (element.querySelector('.inline-key') ?? element).focus();
      return;
    }
    const day = dayOf(message.date, words);
    if (list.dataset.day !== day)
      list.append(h('p', { class: 'day', role: 'separator' }, h('span', {}, day)));
    list.dataset.day = day;
    list.append(element);
  }

  return {
    view,
    down,
    find: (id) => known.get(id),
    lastOwn: () => [...known.values()].findLast((each) => each.from === 'person' && each.text),
    messages: () => [...known.values()],
    fill(messages) {
      const stay = list.childElementCount > 0 && !isNearBottom();
      list.replaceChildren();
      delete list.dataset.day;
      known.clear();
      for (const message of messages) put(message);
      if (!stay) toBottom();
    },
    add(message) {
      const isNew = !known.has(message.id);
      const stay = isNear();
      put(message);
      if (message.from === 'person' || stay) toBottom();
      else if (isNew) setUnread(unread + 1);
      if (!isNearBottom()) down.hidden = false;
      function isNear() {
        return isSeen();
      }
    },
    remove(id) {
      known.delete(id);
      list.querySelector(`[data-id="${id}"]`)?.remove();
    },
    show(id) {
      const element = list.querySelector(`[data-id="${id}"]`);
      element?.scrollIntoView({ block: 'center' });
      element?.focus({ preventScroll: true });
    },
    /** A picture that has just got its size must not push the end out of sight. */
    keepBottom() {
      if (unread === 0 && down.hidden) view.scrollTop = view.scrollHeight;
    },
    /** The phone has come into sight. */
    shown() {
      if (unread > 0 || down.hidden) toBottom();
    },
  };
}

function dayOf(date, words) {
  const text = (moment) =>
    new Intl.DateTimeFormat(words.locale, { day: 'numeric', month: 'long' }).format(moment);
  return text(date) === text(Date.now()) ? words.today : text(date);
}
