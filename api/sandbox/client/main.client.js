import { h } from './dom.client.js';
import { createGuide } from './guide.client.js';
import { openMenu } from './menu.client.js';
import { connect } from './messenger.client.js';
import { Phone } from './phone.client.js';

const KEPT = 'tillbot-playground-phones';
const main = document.querySelector('main');
const setup = JSON.parse(main.dataset.setup);
const tabs = document.querySelector('.tabs');
const holder = document.querySelector('.phones');
const { words } = setup;

const stage = {
  words,
  progress: setup.progress,
  messengers: Object.fromEntries(
    Object.entries(setup.messengers).map(([id, root]) => [id, connect(id, root)]),
  ),
  phones: new Map(),
  onUnread,
  open,
  remove,
  show: (id) => show(String(id), true),
  heardSince,
};

function nameOf({ first_name, last_name }) {
  return `${first_name} ${last_name}`;
}

/** True when somebody of a role has got a message from the bot since then; dates may be whole seconds. */
function heardSince(role, at) {
  const of = [...stage.phones.values()].filter(({ person }) => person.role === role);
  const from = Math.floor(at / 1000) * 1000;
  return of.some(({ chat }) =>
    chat.messages().some((each) => each.from === 'bot' && (each.editDate ?? each.date) >= from),
  );
}

function onUnread({ id }, count) {
  for (const badge of document.querySelectorAll(`#panel-${id} [data-unread], #tab-${id} [data-unread]`)) {
    const words = h('span', { class: 'unseen' }, ` ${setup.words.phone.unread}`);
    badge.replaceChildren(...(count > 0 ? [String(count), words] : []));
  }
}

/** Opens an address as a messenger would: a link to the bot, one of our own pages, or the world. */
function open(address, phone) {
  const url = new URL(address, location.href);
  const link = botLink(url);
  if (link) return openBot(url, link, phone);
  if (url.origin === new URL(setup.publicUrl).origin || url.origin === location.origin) {
    return phone.sheet.page(`${location.origin}${url.pathname}${url.search}${url.hash}`);
  }
  window.open(url, '_blank', 'noopener');
}

/** Which messenger's bot an address opens, and what it hands over: WhatsApp's has the words that are to be sent. */
function botLink(url) {
  const { hostname, searchParams } = url;
  if (hostname === 't.me') return { messenger: 'telegram', payload: searchParams.get('start') };
  const words = searchParams.get('text') ?? '';
  return hostname === 'wa.me' ? { messenger: 'whatsapp', payload: words.replace(/^\/start\s*/, '') } : null;
}

/** A link to the bot is mostly meant for somebody else: the reader says who opens it. */
function openBot(url, { messenger, payload }, phone) {
  const own = [...stage.phones.values()].find(({ person }) => person.messenger === messenger);
  const name = url.pathname.slice(1);
  if (own && name !== own.botUsername()) return window.open(url, '_blank', 'noopener');
  if (!payload) return phone.composer.focus();
  const cast = setup.cast.filter((person) => person.messenger === messenger);
  const items = cast.map((person) => ({
    label: nameOf(person),
    hint: words.roles[person.role],
    testid: `open-as-${person.id}`,
    run: () => startAs(person, payload),
  }));
  openMenu(phone.screen, phone.composer.root, items, { label: words.phone.whoOpens, up: true, titled: true });
}

async function startAs(person, payload) {
  await add(person);
  show(String(person.id), true);
  await stage.phones.get(person.id).act('start', { payload });
}

async function add(person) {
  if (stage.phones.has(person.id)) return;
  await stage.messengers[person.messenger].addPerson(person);
  const phone = new Phone(person, stage);
  stage.phones.set(person.id, phone);
  holder.append(phone.root);
  tabs.append(tab(String(person.id), nameOf(person)));
  const { started } = await phone.refresh();
  if (person.opened && !started) await phone.act('start');
  keep();
}

function remove(person) {
  stage.phones.get(person.id)?.root.remove();
  stage.phones.delete(person.id);
  document.querySelector(`#tab-${person.id}`)?.remove();
  keep();
  show('guide');
}

/** Which phones are out is remembered by the browser; what is on them, by the emulated messenger. */
function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...stage.phones.keys()]));
  } catch {
    // A browser that keeps nothing shows the first two phones again next time.
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function tab(id, label) {
  return h(
    'button',
    {
      type: 'button',
      role: 'tab',
      id: `tab-${id}`,
      class: 'tab',
      'aria-controls': `panel-${id}`,
      'aria-selected': 'false',
      'data-testid': `tab-${id}`,
      onclick: () => show(id),
    },
    label,
    h('span', { class: 'badge-count', 'data-unread': '' }),
  );
}

/** Brings a panel to the front where only one fits, and into sight where all do. */
function show(id, focus = false) {
  for (const each of tabs.children) each.setAttribute('aria-selected', String(each.id === `tab-${id}`));
  for (const panel of document.querySelectorAll('[id^="panel-"]'))
    panel.classList.toggle('front', panel.id === `panel-${id}`);
  const phone = stage.phones.get(Number(id));
  if (!phone) return;
  phone.root.scrollIntoView({ inline: 'center', block: 'nearest' });
  phone.chat.shown();
  if (focus) phone.composer.focus();
}

tabs.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...tabs.children];
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  next.focus();
  next.click();
});

const adder = document.querySelector('[data-add]');
adder.addEventListener('click', () => {
  const spare = setup.cast.filter(({ id }) => !stage.phones.has(id));
  const items = spare.map((person) => ({
    label: nameOf(person),
    hint: `${words.roles[person.role]} · ${words.messengers[person.messenger]} · ${person.language_code}`,
    testid: `add-${person.id}`,
    run: () => add(person).then(() => show(String(person.id), true)),
  }));
  if (items.length > 0) openMenu(document.body, adder, items, { label: words.addPerson });
});

document.querySelector('[data-deep-link]').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  const person = setup.cast.find(({ id }) => id === Number(form.get('who')));
  startAs(person, `src_${form.get('campaign')}`);
});

document.querySelector('[data-sure]')?.addEventListener('submit', (event) => {
  if (!confirm(event.currentTarget.dataset.sure)) event.preventDefault();
});

const offline = document.querySelector('.offline');
const guide = createGuide(stage);
tabs.append(tab('guide', words.guide.title));
show('guide');
const out = new Set(kept());
for (const person of setup.cast.filter(({ id, shown }) => shown || out.has(id))) await add(person);
const lost = new Set();
for (const messenger of Object.values(stage.messengers)) {
  messenger.watch({
    ready: async () => {
      lost.delete(messenger.id);
      offline.hidden = lost.size === 0;
      const phones = [...stage.phones.values()].filter((phone) => phone.messenger === messenger);
      await Promise.all(phones.map((phone) => phone.refresh()));
      guide.soon();
    },
    change: (change) => {
      const phone = stage.phones.get(change.userId);
      if (phone?.messenger === messenger) phone.change(change);
      guide.soon();
    },
    lost: () => {
      lost.add(messenger.id);
      offline.hidden = false;
    },
  });
}
