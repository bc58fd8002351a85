import { numberFormat } from '../../domain/kept-formats.ts';
import { format, fromJson, type MoneyJson } from '../../domain/money.ts';
import { dueText } from './dates.ts';
import { Icon, type IconName } from './icons.tsx';
import { type Head, Layout } from './layout.tsx';
import { payAssets } from './pay-assets.ts';
import { asksForMoney, type PayPageProps, type PayState } from './pay-view.ts';
import { Ways } from './pay-ways.tsx';

export function payHead(props: Pick<PayPageProps, 'view' | 'locale' | 'texts'>): Head {
  const { view, locale, texts } = props;
  const number = view.number;
  const title = texts.plain(locale, 'page-title', { number });
  return {
    locale,
    title: asksForMoney(view)
      ? title
      : `${texts.plain(locale, `page-${storyOf(view.state)}-title`)} · ${title}`,
    preview: previewOf(props),
    styles: [payAssets.href('base.css'), payAssets.href('pay.css')],
    scripts: [payAssets.href('pay.js')],
  };
}

/** What a link preview may show to a whole chat: the number, the sum, the shop; no person and no goods. */
function previewOf({ view, locale, texts }: Pick<PayPageProps, 'view' | 'locale' | 'texts'>) {
  const title = texts.plain(locale, 'page-summary', { number: view.number, total: view.total });
  const description = texts.plain(locale, 'page-preview');
  return { title: view.seller ? `${title} · ${view.seller}` : title, description };
}

export function PayPage(props: PayPageProps) {
  const { view, path, query, texts, locale } = props;
  const open = asksForMoney(view);
  const news = newsOf(props);
  return (
    <Layout head={payHead(props)}>
      <p id="news" class="unseen" role="status" aria-live="polite" />
      <main class="page" data-page={`${path}${query}`}>
        <section
          class="card invoice"
          aria-labelledby="title"
          data-testid="invoice"
          data-state={view.state}
          data-paid={view.paid.minor}
          data-watch={open || view.state === 'held' ? '' : undefined}
          data-news={news}
        >
          <div class="top">
            <h1 id="title" tabindex={-1}>
              {texts.plain(locale, 'page-title', { number: view.number })}
            </h1>
            {view.seller ? <span class="quiet">{view.seller}</span> : null}
          </div>
          {open && props.returned ? <Returned {...props} /> : null}
          {open ? <ToPay {...props} /> : <Closed {...props} />}
          <Items {...props} />
          {open && view.elsewhere ? (
            <p data-testid="elsewhere">{texts.plain(locale, 'page-elsewhere')}</p>
          ) : null}
          {open && !view.elsewhere ? <Ways {...props} /> : null}
          <Receipts {...props} />
          {view.chatLink ? (
            <a class={open ? 'button' : 'button button-main'} href={view.chatLink} data-testid="back-to-chat">
              <Icon name="back" />
              {texts.plain(locale, 'page-back')}
            </a>
          ) : null}
        </section>
        {open && !view.elsewhere ? <OnPhone {...props} /> : null}
        <Languages {...props} />
      </main>
    </Layout>
  );
}

/** What is read out when the page has drawn itself anew. */
function newsOf({ view, texts, locale }: PayPageProps): string {
  if (view.state === 'payable') return texts.plain(locale, 'page-status');
  if (view.state === 'partially_paid') return texts.plain(locale, 'page-part-paid-text', { ...view });
  return texts.plain(locale, `page-${storyOf(view.state)}-title`);
}

function sumOf(value: MoneyJson, locale: string): string {
  return format(fromJson(value), locale);
}

/** `partially_refunded` is `part-refunded` in the texts. */
function storyOf(state: PayState): string {
  return state.replace('partially_', 'part-');
}

function ToPay({ view, locale, texts, timeZone, now }: PayPageProps) {
  const t = (key: string, args?: Record<string, unknown>) => texts.plain(locale, key, args);
  const when = view.dueAt === null ? null : dueText(view.dueAt, locale, timeZone, now);
  const begun = view.paid.minor !== '0';
  return (
    <div>
      <p class="sum-label">{t(begun ? 'page-left' : 'page-to-pay')}</p>
      <p class="sum" data-testid="sum">
        {sumOf(view.due, locale)}
      </p>
      {begun ? <p data-testid="paid-so-far">{t('page-part-paid-text', { ...view })}</p> : null}
      {view.held.minor === '0' ? null : <p data-testid="held">{t('page-held-text', { ...view })}</p>}
      {when ? <p class="quiet">{t('page-due', { when })}</p> : null}
    </div>
  );
}

const LOOKS: Readonly<Record<Exclude<PayState, 'payable' | 'partially_paid'>, readonly [IconName, string]>> =
  {
    paid: ['done', 'good'],
    cancelled: ['cross', 'calm'],
    expired: ['clock', 'calm'],
    refunded: ['back', 'calm'],
    partially_refunded: ['back', 'calm'],
    disputed: ['warning', 'bad'],
    held: ['lock', 'calm'],
  };

function Closed({ view, locale, texts }: PayPageProps) {
  if (view.state === 'payable' || view.state === 'partially_paid') return null;
  const [icon, tone] = LOOKS[view.state];
  const story = storyOf(view.state);
  const sum = view.state === 'paid' ? view.paid : view.refunded;
  return (
    <div class="outcome" data-testid="outcome">
      <span class={`badge badge-${tone}`}>
        <Icon name={icon} />
      </span>
      <h2>{texts.plain(locale, `page-${story}-title`)}</h2>
      <p class="quiet">{texts.plain(locale, `page-${story}-text`, { ...view, sum })}</p>
    </div>
  );
}

/** The receipts that can be seen; or the question where to send one. */
function Receipts({ view, path, query, locale, texts }: PayPageProps) {
  const all = view.receipts ?? [];
  if (all.length === 0 && !view.receiptWanted) return null;
  return (
    <div class="receipts">
      {all.map(({ purpose, url }) => (
        <a class="button" href={url} data-testid={`receipt-${purpose}`}>
          <Icon name="receipt" />
          {texts.plain(locale, `page-receipt-${purpose}`)}
        </a>
      ))}
      {view.receiptWanted ? (
        <a class="button button-main" href={`${path}/receipt${query}`} data-testid="receipt-wanted">
          <Icon name="receipt" />
          {texts.plain(locale, 'page-receipt-title')}
        </a>
      ) : null}
    </div>
  );
}

/** The bank's word may come after its customer: nobody should pay twice meanwhile. */
function Returned({ texts, locale }: PayPageProps) {
  return (
    <div class="returned" data-testid="returned">
      <h2>{texts.plain(locale, 'page-waiting-title')}</h2>
      <p>{texts.plain(locale, 'page-waiting-text')}</p>
    </div>
  );
}

function Items({ view, locale, texts }: PayPageProps) {
  if (view.items.length === 0) return null;
  const quantity = (text: string) => numberFormat(locale, { maximumFractionDigits: 3 }).format(Number(text));
  return (
    <ul class="items" aria-label={texts.plain(locale, 'page-items')}>
      {view.items.map((item) => (
        <li>
          <span class="title">
            {item.title}
            {item.quantity === '1' ? null : <span class="quiet"> × {quantity(item.quantity)}</span>}
          </span>
          <span class="amount">{sumOf(item.amount, locale)}</span>
        </li>
      ))}
      {view.items.length > 1 || !asksForMoney(view) ? (
        <li class="total">
          <span class="title">{texts.plain(locale, 'page-total')}</span>
          <span class="amount" data-testid="total">
            {sumOf(view.total, locale)}
          </span>
        </li>
      ) : null}
    </ul>
  );
}

function OnPhone({ view, path, locale, texts }: PayPageProps) {
  const alt = texts.plain(locale, 'page-qr-alt', { number: view.number, sum: view.due });
  return (
    <aside class="card phone">
      <img src={`${path}/qr.png`} alt={alt} width="208" height="208" loading="lazy" />
      <p>{texts.plain(locale, 'page-scan')}</p>
    </aside>
  );
}

function Languages({ path, locale, texts }: PayPageProps) {
  const others = texts.locales.filter((each) => each !== locale);
  if (others.length === 0) return null;
  return (
    <nav class="foot" aria-label={texts.plain(locale, 'page-languages')}>
      {others.map((each) => (
        <a href={`${path}?lang=${each}`} lang={each} hreflang={each}>
          {nativeName(each)}
        </a>
      ))}
    </nav>
  );
}

function nativeName(locale: string): string {
  const name = new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
