import { h, iconButton } from './dom.client.js';

/** The browser inside a phone: pages of the till and the bank over the chat, as Telegram shows links. */
export function createSheet(phone) {
  const { words, person } = phone;
  const title = h('span', { class: 'sheet-title' });
  const close = iconButton('cross', words.close, {
    onclick: hide,
    'data-testid': `sheet-close-${person.id}`,
  });
  const out = h('a', {
    class: 'icon-button',
    target: '_blank',
    rel: 'noopener',
    'aria-label': words.newTab,
    title: words.newTab,
  });
  out.append(iconButton('out', '').firstChild);
  const body = h('div', { class: 'sheet-body' });
  const root = h(
    'div',
    {
      class: 'sheet',
      role: 'dialog',
      'aria-label': words.newTab,
      hidden: true,
      'data-testid': `sheet-${person.id}`,
    },
    h('header', { class: 'sheet-bar' }, close, title, out),
    body,
  );
  let before = null;
  root.addEventListener('keydown', (event) => event.key === 'Escape' && hide());

  function show(address, name, content) {
    if (root.hidden) before = document.activeElement;
    title.textContent = name;
    root.setAttribute('aria-label', name);
    out.href = address;
    body.replaceChildren(content);
    root.hidden = false;
    close.focus({ preventScroll: true });
  }

  function hide() {
    root.hidden = true;
    body.replaceChildren();
    (before?.isConnected ? before : phone.chat.view).focus({ preventScroll: true });
  }

  /** A link to the bot leads from the page back to the chat. */
  function watchLinks(frame) {
    const inside = frame.contentDocument;
    if (!inside) return;
    title.textContent = inside.title || title.textContent;
    out.href = frame.contentWindow.location.href;
    inside.addEventListener('click', (event) => {
      const link = event.target.closest?.('a[href^="https://t.me/"]');
      if (!link) return;
      event.preventDefault();
      hide();
    });
  }

  return {
    root,
    hide,
    page(address) {
      const frame = h('iframe', { src: address, title: address, 'data-testid': `frame-${person.id}` });
      frame.addEventListener('load', () => watchLinks(frame));
      show(address, new URL(address).host, frame);
    },
    picture(address, name) {
      show(address, name, h('img', { class: 'sheet-picture', src: address, alt: name }));
    },
  };
}
