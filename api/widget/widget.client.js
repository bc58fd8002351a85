/**
 * A small form and the way into a chat, on anybody's page. `TILL` stands in front of this text: the till's address,
 * its words, styles and messengers. Options are `data-` attributes of the script's own tag (docs/api.md).
 */
const tag = document.currentScript;
const { source, title, color, position, theme, privacy, lang, turnstile } = tag.dataset;
const language = lang || document.documentElement.lang || navigator.language || 'en';
const words = TILL.words[language.slice(0, 2).toLowerCase()] || TILL.words.en;
const MARKS = 'tillbot-marks';
/** Longer without an answer, and something is wrong on the way. */
const PATIENCE = 15_000;

/** UTM marks of the first page of this visit: they are gone from the address of the next one. */
function marks() {
  const here = [...new URLSearchParams(location.search)].filter(([name]) =>
    /^utm_(source|medium|campaign|term|content|id)$/.test(name),
  );
  try {
    if (here.length > 0) sessionStorage.setItem(MARKS, JSON.stringify(here));
    return Object.fromEntries(here.length > 0 ? here : JSON.parse(sessionStorage.getItem(MARKS) || '[]'));
  } catch {
    // The page may keep nothing.
    return Object.fromEntries(here);
  }
}

const came = { ...marks(), page: location.href, locale: language, ...(source ? { source } : {}) };

/** An element with attributes and children. Text goes in as text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

async function post(body, key) {
  const response = await fetch(`${TILL.url}/api/leads`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ ...came, ...body }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) throw response.status;
  return (await response.json()).continue;
}

const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');

/** Black or white, whichever is read better on a colour (WCAG 2.2, relative luminance). */
function onColor(value) {
  const probe = make('i', { style: `color:${value};display:none` });
  document.body.append(probe);
  const parts = getComputedStyle(probe).color.match(/[\d.]+/g) || [0, 0, 0];
  probe.remove();
  const [r, g, b] = parts.slice(0, 3).map((each) => {
    const part = each / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff';
}

/** A labelled field; `hint` is said with it. */
function field(name, kind, attributes) {
  const input = make(kind, { id: name, name, ...attributes });
  return make('div', { class: 'field' }, make('label', { for: name }, words[name]), input);
}

/** Links into the chats; until somebody has left a request, one is made for them when they mean to go. */
function chatLinks(label) {
  let personal = null;
  let asking = null;
  const ask = () => {
    asking ||= post({}, newKey()).then(use, () => {
      asking = null;
    });
    return asking;
  };
  const links = TILL.chats.map(({ id, name, link }) => {
    const text = label.replace('{}', name);
    const anchor = make(
      'a',
      { class: 'chat', href: link, target: '_blank', rel: 'noopener', 'data-chat': id },
      text,
    );
    anchor.addEventListener('pointerenter', () => personal || ask());
    anchor.addEventListener('focus', () => personal || ask());
    anchor.addEventListener('click', (event) => {
      if (personal) return;
      event.preventDefault();
      // Opened at once, while the browser still knows that a person wants it.
      const tab = open('', '_blank');
      if (tab) tab.opener = null;
      ask().then(() => (tab ? tab.location.replace(anchor.href) : location.assign(anchor.href)));
    });
    return anchor;
  });
  function use(to) {
    personal = to;
    for (const anchor of links) anchor.href = to[anchor.dataset.chat] || anchor.href;
  }
  return { box: make('div', { class: 'chats' }, ...links), use };
}

function build() {
  const host = make('tillbot-widget', { lang: words === TILL.words.ru ? 'ru' : 'en' });
  if (theme) host.setAttribute('data-theme', theme);
  if (position === 'left') host.setAttribute('data-left', '');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(TILL.css);
  root.adoptedStyleSheets = [sheet];

  const launcher = make(
    'button',
    { class: 'launcher', type: 'button', 'aria-expanded': 'false' },
    title || words.title,
  );
  const close = make('button', { class: 'close', type: 'button', 'aria-label': words.close }, '×');
  const heading = make('h2', { id: 'heading', tabindex: '-1' }, title || words.title);
  const news = make('p', { class: 'news', role: 'status', 'aria-live': 'polite', id: 'news' });
  const chats = chatLinks(words.write);
  const send = make('button', { class: 'send', type: 'submit' }, words.send);
  const check = make('slot', { name: 'check' });
  const form = make(
    'form',
    { novalidate: true },
    field('name', 'input', { autocomplete: 'name', maxlength: '80' }),
    field('phone', 'input', { type: 'tel', autocomplete: 'tel', maxlength: '32' }),
    field('email', 'input', { type: 'email', autocomplete: 'email', maxlength: '64' }),
    field('message', 'textarea', { rows: '3', maxlength: '4000' }),
    make(
      'div',
      { class: 'bait', 'aria-hidden': 'true' },
      make('input', { name: 'website', tabindex: '-1', autocomplete: 'off' }),
    ),
    check,
    send,
    ...(privacy
      ? [
          make(
            'p',
            { class: 'small' },
            `${words.privacy} `,
            make('a', { href: privacy, target: '_blank', rel: 'noopener' }, words.policy),
          ),
        ]
      : []),
  );
  const or = make('p', { class: 'or' }, words.or);
  const panel = make(
    'section',
    { class: 'panel', role: 'dialog', 'aria-labelledby': 'heading', hidden: true },
    close,
    heading,
    ...(TILL.chats.length > 0 ? [chats.box, or] : []),
    form,
    news,
  );
  root.append(launcher, panel);
  if (color) {
    host.style.setProperty('--accent', color);
    document.body.append(host);
    host.style.setProperty('--on-accent', onColor(color));
  } else document.body.append(host);

  let token = '';
  let key = newKey();
  const show = (open) => {
    panel.hidden = !open;
    launcher.hidden = open;
    launcher.setAttribute('aria-expanded', String(open));
    if (open) {
      person();
      (root.querySelector('form [name=name]') || heading).focus();
    } else launcher.focus();
  };
  /** Cloudflare's check lives in the page itself: it does not work inside a shadow. */
  const person = () => {
    if (!turnstile || host.querySelector('[slot=check]')) return;
    const place = make('div', { slot: 'check' });
    host.append(place);
    const script = make('script', {
      src: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
    });
    script.onload = () =>
      window.turnstile.render(place, {
        sitekey: turnstile,
        language,
        callback: (value) => {
          token = value;
        },
      });
    document.head.append(script);
  };
  const say = (text, bad) => {
    news.textContent = text;
    news.classList.toggle('bad', Boolean(bad));
    news.scrollIntoView({ block: 'nearest' });
  };
  /** What has to be put right, said and pointed at. */
  const missing = () => {
    const { phone, email } = form.elements;
    const none = !phone.value.trim() && !email.value.trim();
    const wrong = email.value.trim() && !email.checkValidity();
    for (const [input, bad] of [
      [phone, none],
      [email, none || wrong],
    ]) {
      if (bad) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
      input.setAttribute('aria-describedby', 'news');
    }
    if (none) phone.focus();
    else if (wrong) email.focus();
    return none ? words.reach : wrong ? words.wrong : '';
  };
  const done = (links) => {
    chats.use(links);
    or.remove();
    heading.textContent = words.thanks;
    say(TILL.chats.length > 0 ? words.next : words.later);
    for (const [index, anchor] of [...chats.box.children].entries())
      anchor.textContent = words.go.replace('{}', TILL.chats[index].name);
    form.replaceWith(news, chats.box);
    heading.focus();
  };

  launcher.addEventListener('click', () => show(panel.hidden));
  close.addEventListener('click', () => show(false));
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.hidden) show(false);
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-tillbot-open]')) show(true);
  });
  form.addEventListener('input', () => {
    key = newKey();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wrong = missing();
    say(wrong || words.sending, wrong);
    if (wrong || send.disabled) return;
    send.disabled = true;
    try {
      const said = Object.fromEntries(new FormData(form));
      done(await post({ ...said, ...(token ? { turnstile: token } : {}) }, key));
    } catch (error) {
      send.disabled = false;
      token = '';
      if (turnstile) window.turnstile?.reset();
      say(error === 429 ? words.often : words.failed, true);
      send.focus();
    }
  });
  window.Tillbot = { open: () => show(true), close: () => show(false) };
}

if (document.body) build();
else addEventListener('DOMContentLoaded', build);
