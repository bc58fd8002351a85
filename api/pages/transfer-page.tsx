import type { Payee } from '../../domain/bank-order.ts';
import { format, fromJson, type MoneyJson, toDecimal } from '../../domain/money.ts';
import type { Texts } from '../../domain/ports/texts.ts';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { payAssets } from './pay-assets.ts';
import { transferAssets } from './transfer-assets.ts';

/** What the page of requisites shows. */
export interface TransferView {
  readonly number: string;
  /** What is to be transferred now. */
  readonly amount: MoneyJson;
  readonly payee: Payee;
  readonly purpose: string;
  /** The customer's language. */
  readonly locale: string;
  /** The playground's bank, where the transfer can be made; null in earnest. */
  readonly practice: string | null;
}

export interface TransferPageProps {
  readonly view: TransferView;
  /** Path of the pay page, `/pay/<token>`. */
  readonly path: string;
  readonly locale: string;
  readonly query: string;
  readonly texts: Texts;
}

/** The seller's requisites, each to be copied, and a QR that a bank's application reads. */
export function TransferPage(props: TransferPageProps) {
  const { view, path, locale, query, texts } = props;
  const t = (key: string, args?: Record<string, unknown>) => texts.plain(locale, key, args);
  const sum = format(fromJson(view.amount), locale);
  const title = t('page-transfer-title', { number: view.number });
  const styles = [payAssets.href('base.css'), payAssets.href('pay.css'), transferAssets.href('transfer.css')];
  return (
    <Layout head={{ locale, title, styles, scripts: [transferAssets.href('transfer.js')] }}>
      <p id="news" class="unseen" role="status" aria-live="polite" data-copied={t('page-transfer-copied')} />
      <main class="page">
        <section class="card invoice" aria-labelledby="title" data-testid="transfer">
          <div>
            <h1 id="title" class="transfer-title">
              {title}
            </h1>
            <p class="sum" data-testid="sum">
              {sum}
            </p>
          </div>
          <figure class="code">
            <img
              src={`${path}/transfer/qr.png`}
              alt={t('page-transfer-qr-alt', { number: view.number })}
              width="232"
              height="232"
            />
            <figcaption>{t('page-transfer-scan')}</figcaption>
          </figure>
          <Requisites {...props} />
          <p class="status status-waiting">{t('page-transfer-when')}</p>
          {view.practice ? (
            <a
              class="button button-main"
              href={`${view.practice}&lang=${locale}`}
              data-testid="practice-bank"
            >
              {t('page-transfer-practice')}
            </a>
          ) : null}
          <a class="button" href={`${path}${query}`} data-testid="to-invoice">
            <Icon name="back" />
            {t('page-to-invoice')}
          </a>
        </section>
        <nav class="foot" aria-label={t('page-languages')}>
          {texts.locales
            .filter((each) => each !== locale)
            .map((each) => (
              <a href={`${path}/transfer/details?lang=${each}`} lang={each} hreflang={each}>
                {nativeName(each)}
              </a>
            ))}
        </nav>
      </main>
    </Layout>
  );
}

function nativeName(locale: string): string {
  const name = new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

function Requisites({ view, locale, texts }: TransferPageProps) {
  const { payee, purpose, amount } = view;
  const { bank, bic, account, correspondent } = payee.account;
  const rows: readonly (readonly [string, string | null])[] = [
    ['payee', payee.name],
    ['inn', payee.inn],
    ['kpp', payee.kpp],
    ['account', account],
    ['bank', bank],
    ['bic', bic],
    ['correspondent', correspondent],
    ['purpose', purpose],
    ['sum', toDecimal(fromJson(amount))],
  ];
  return (
    <dl class="requisites">
      {rows.map(([name, value]) => {
        const label = texts.plain(locale, `page-transfer-${name}`);
        return value ? (
          <div>
            <dt>{label}</dt>
            <dd data-testid={`requisite-${name}`} lang={name === 'sum' ? locale : 'ru'}>
              {value}
            </dd>
            <button
              type="button"
              hidden
              data-copy={value}
              aria-label={texts.plain(locale, 'page-transfer-copy-what', { what: label })}
            >
              {texts.plain(locale, 'page-transfer-copy')}
            </button>
          </div>
        ) : null;
      })}
    </dl>
  );
}
