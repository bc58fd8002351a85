import { document, Layout } from '../pages/layout.tsx';
import { sandboxAssets } from './assets.ts';
import { CAST } from './cast.ts';
import type { Words } from './words.ts';

export interface PlaygroundProps {
  readonly words: Words;
  /** How links in messages begin; they are opened inside the phones. */
  readonly publicUrl: string;
  readonly canStartOver: boolean;
  /** Emulated providers, the one that is asked first at the front. */
  readonly providers: readonly string[];
}

/** Where the emulations are mounted. */
const MESSENGERS = { telegram: '/sandbox/telegram', whatsapp: '/sandbox/whatsapp' };
const BANK = '/sandbox/bank';

const STEPS = ['wrote', 'taken', 'invoiced', 'paid', 'told'] as const;

/** The playground as text; its phones are built by the page's script. */
export function playgroundPage({ words, publicUrl, canStartOver, providers }: PlaygroundProps): string {
  const setup = { words, publicUrl, cast: CAST, messengers: MESSENGERS, progress: '/sandbox/progress' };
  const head = {
    locale: words.locale,
    title: words.title,
    styles: ['base.css', 'playground.css', 'phone.css', 'chat.css'].map(sandboxAssets.href),
    scripts: [sandboxAssets.href('main.js')],
    bodyClass: 'playground',
  };
  return document(
    <Layout head={head}>
      <Top words={words} canStartOver={canStartOver} providers={providers} />
      <p class="offline" role="status" hidden data-testid="offline">
        {words.offline}
      </p>
      <div class="tabs" role="tablist" aria-label={words.tabs} />
      <main class="stage" data-setup={JSON.stringify(setup)}>
        <aside class="side" id="panel-guide" aria-label={words.guide.title}>
          <Guide words={words} />
          <DeepLink words={words} />
        </aside>
        <noscript>
          <p>{words.needsScript}</p>
        </noscript>
        <div class="phones" data-testid="phones" />
      </main>
    </Layout>,
  );
}

function Top({
  words,
  canStartOver,
  providers,
}: Pick<PlaygroundProps, 'words' | 'canStartOver' | 'providers'>) {
  return (
    <header class="top">
      <div class="top-words">
        <h1>{words.title}</h1>
        <p class="quiet">{words.lead}</p>
      </div>
      <nav class="top-links">
        <button type="button" class="chip" data-add aria-haspopup="menu" data-testid="add-person">
          {words.addPerson}
        </button>
        <a
          class="chip"
          href={`${BANK}/admin?lang=${words.locale}`}
          target="_blank"
          rel="noopener"
          data-testid="bank-admin"
        >
          {words.bankOffice}
        </a>
        <a
          class="chip"
          href={`/sandbox/register/receipts?lang=${words.locale}`}
          target="_blank"
          rel="noopener"
          data-testid="register"
        >
          {words.register}
        </a>
        {providers.length > 1 ? <Providers words={words} providers={providers} /> : null}
        {canStartOver ? (
          <form
            method="post"
            action={`/sandbox/start-over?lang=${words.locale}`}
            data-sure={words.startOverSure}
          >
            <button type="submit" class="chip" data-testid="start-over">
              {words.startOver}
            </button>
          </form>
        ) : null}
        <a class="chip" href={`?lang=${words.locale === 'ru' ? 'en' : 'ru'}`} data-testid="other-language">
          {words.otherLanguage}
        </a>
      </nav>
    </header>
  );
}

/** Whose emulation takes the next payment. A plain form: it works without the page's script. */
function Providers({ words, providers }: Pick<PlaygroundProps, 'words' | 'providers'>) {
  const [first, ...others] = providers;
  return (
    <form method="post" action={`/sandbox/provider?lang=${words.locale}`} class="provider">
      <label>
        <span class="quiet">{words.provider}</span>
        <select name="id" data-testid="provider">
          <option selected>{first}</option>
          {others.toSorted().map((id) => (
            <option>{id}</option>
          ))}
        </select>
      </label>
      <button type="submit" class="chip" data-testid="provider-choose">
        {words.providerChoose}
      </button>
    </form>
  );
}

function Guide({ words }: { words: Words }) {
  const { guide } = words;
  return (
    <section class="card guide" aria-labelledby="guide" data-testid="guide">
      <h2 id="guide">{guide.title}</h2>
      <ol>
        {STEPS.map((step) => (
          <li data-step={step} data-testid={`step-${step}`}>
            <h3>{guide[step][0]}</h3>
            <p class="quiet">{guide[step][1]}</p>
            <StepHelp step={step} words={words} />
          </li>
        ))}
      </ol>
      <div class="ideas" data-done hidden>
        <p class="guide-done" role="status">
          {guide.done}
        </p>
        <h3>{guide.next}</h3>
        <ul>
          {guide.ideas.map((idea) => (
            <li>{idea}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function StepHelp({ step, words: { guide } }: { step: (typeof STEPS)[number]; words: Words }) {
  if (step === 'told') return null;
  if (step !== 'invoiced') {
    return (
      <button type="button" class="chip" data-show={step === 'taken' ? '1001' : '2001'}>
        {guide.showMaria}
      </button>
    );
  }
  return (
    <>
      <code data-command>/invoice 1 15000 {guide.sample}</code>
      <button type="button" class="chip" data-insert data-testid="insert-invoice">
        {guide.insert}
      </button>
    </>
  );
}

function DeepLink({ words: { link } }: { words: Words }) {
  return (
    <section class="card deep-link" aria-labelledby="deep-link">
      <h2 id="deep-link">{link.title}</h2>
      <p class="quiet">{link.hint}</p>
      <form data-deep-link>
        <label>
          {link.campaign}
          <span class="prefixed">
            <span aria-hidden="true">src_</span>
            <input
              name="campaign"
              value="autumn"
              required
              maxlength={60}
              pattern="[A-Za-z0-9_\-]+"
              data-testid="campaign"
            />
          </span>
        </label>
        <label>
          {link.who}
          <select name="who" data-testid="campaign-who">
            {CAST.filter(({ role }) => role === 'customer').map(({ id, first_name, last_name }) => (
              <option value={String(id)}>
                {first_name} {last_name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button" data-testid="campaign-open">
          {link.open}
        </button>
      </form>
    </section>
  );
}
