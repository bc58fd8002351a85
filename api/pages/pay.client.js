/** Keeps an open pay page true: asks for the state, and draws the invoice anew when it has changed. */
const EVERY = 2000;
const RELAXED = 10_000;
/** After this long without news the page asks less often; a look at it makes it quick again. */
const PATIENCE = 10 * 60_000;

const main = document.querySelector('main');
const news = document.querySelector('#news');
/** The page's own address: after a failed start the browser shows that of the form. */
const address = new URL(main.dataset.page, location.href);
let since = Date.now();
let timer = 0;
let asking = false;

function known() {
  const { state, paid } = document.querySelector('[data-state]').dataset;
  return `${state} ${paid}`;
}

/** Nothing changes any more once money has come in full or the invoice is closed for good. */
function isWatched() {
  return document.querySelector('[data-watch]') !== null;
}

async function ask() {
  clearTimeout(timer);
  if (asking || !isWatched()) return;
  asking = true;
  try {
    const answer = await fetch(`${address.pathname}/status`, { cache: 'no-store' });
    if (answer.ok) {
      const { state, paid } = await answer.json();
      if (`${state} ${paid.minor}` !== known()) await redraw();
    }
  } catch {
    // Offline for a moment: the next round asks again.
  }
  asking = false;
  if (isWatched() && !document.hidden)
    timer = setTimeout(ask, Date.now() - since > PATIENCE ? RELAXED : EVERY);
}

async function redraw() {
  const answer = await fetch(address, { cache: 'no-store', headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = fresh.querySelector('main');
  if (!next) return;
  const hadFocus = main.contains(document.activeElement);
  main.replaceChildren(...next.childNodes);
  document.title = fresh.title;
  // The live region stays in place and is filled: one that comes with its words is not read out.
  news.textContent = main.querySelector('[data-news]').dataset.news;
  listen();
  if (hadFocus) main.querySelector('h1').focus();
}

/** A second press of a pay button while the first one is under way is not sent. */
function listen() {
  for (const form of document.querySelectorAll('form[data-pay]')) {
    form.addEventListener('submit', (event) => {
      const button = event.submitter ?? form.querySelector('button');
      if (button.getAttribute('aria-disabled') === 'true') event.preventDefault();
      button.setAttribute('aria-disabled', 'true');
    });
  }
}

function wake() {
  since = Date.now();
  for (const button of document.querySelectorAll('form[data-pay] button'))
    button.removeAttribute('aria-disabled');
  ask();
}

addEventListener('focus', wake);
addEventListener('pageshow', wake);
addEventListener('online', ask);
document.addEventListener('visibilitychange', () => document.hidden || wake());
listen();
