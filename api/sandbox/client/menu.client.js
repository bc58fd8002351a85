import { h } from './dom.client.js';

let open = null;

/**
 * A small menu over `host`, near `anchor`. Items are `{label, run, testid?, hint?}`; `titled` shows its
 * name. Arrow keys, Escape and a click elsewhere work as menus do (WAI-ARIA practices, menu button).
 */
export function openMenu(host, anchor, items, { label, up = false, titled = false } = {}) {
  closeMenu();
  const buttons = items.map((item) =>
    h(
      'button',
      { type: 'button', role: 'menuitem', 'data-testid': item.testid, onclick: () => pick(item) },
      h('span', {}, item.label),
      item.hint ? h('span', { class: 'menu-hint' }, item.hint) : null,
    ),
  );
  const menu = h(
    'div',
    { class: 'menu', role: 'menu', 'aria-label': label, onkeydown: (event) => step(event, buttons) },
    titled ? h('p', { class: 'menu-title' }, label) : null,
    buttons,
  );
  host.append(menu);
  place(menu, host, anchor, up);
  anchor.setAttribute('aria-expanded', 'true');
  open = { menu, anchor };
  addEventListener('pointerdown', outside, true);
  buttons[0]?.focus();
  return menu;
}

function pick(item) {
  closeMenu();
  item.run();
}

export function closeMenu() {
  if (!open) return;
  const { menu, anchor } = open;
  open = null;
  removeEventListener('pointerdown', outside, true);
  anchor.removeAttribute('aria-expanded');
  if (menu.contains(document.activeElement)) anchor.focus();
  menu.remove();
}

function outside(event) {
  if (open && !open.menu.contains(event.target)) closeMenu();
}

function step(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[
    event.key
  ];
  if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
  else if (to !== undefined) buttons[to % buttons.length].focus();
  else return;
  if (event.key !== 'Tab') event.preventDefault();
}

/** Beside the anchor, inside the host on every side. */
function place(menu, host, anchor, up) {
  const [frame, near, own] = [host, anchor, menu].map((each) => each.getBoundingClientRect());
  const left = Math.min(Math.max(near.left - frame.left, 8), frame.width - own.width - 8);
  const below = near.bottom - frame.top + 4;
  const above = near.top - frame.top - own.height - 4;
  const top = up || below + own.height > frame.height - 8 ? Math.max(above, 8) : below;
  menu.style.left = `${Math.max(left, 8) + host.scrollLeft}px`;
  menu.style.top = `${top}px`;
}
