import { h } from './dom.client.js';

const LINKS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])|((?<![\w/])\/[a-z_]{2,32}\b(?!\/))/g;

/**
 * A message's words as nodes, with what Telegram makes clickable by itself: addresses and commands.
 * `html` comes from the emulation with everything escaped but its own few tags.
 */
export function richText(html, phone) {
  const box = h('div', { class: 'words' });
  box.innerHTML = html;
  for (const anchor of box.querySelectorAll('a'))
    anchor.addEventListener('click', (event) => follow(event, anchor.href, phone));
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) {
    if (!node.parentElement.closest('a, code, pre')) node.replaceWith(...linked(node.data, phone));
  }
  return box;
}

function follow(event, address, phone) {
  event.preventDefault();
  phone.open(address);
}

function linked(text, phone) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    parts.push(text.slice(from, match.index));
    parts.push(match[1] ? addressLink(match[1], phone) : commandLink(match[2], phone));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

function addressLink(address, phone) {
  return h(
    'a',
    { href: address, rel: 'noopener', onclick: (event) => follow(event, address, phone) },
    address,
  );
}

function commandLink(command, phone) {
  return h(
    'button',
    { type: 'button', class: 'command-link', onclick: () => phone.act('text', { text: command }) },
    command,
  );
}
