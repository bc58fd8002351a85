import type { Texts } from '../../domain/ports/texts.ts';
import { MessagePage } from './message-page.tsx';
import { payAssets } from './pay-assets.ts';
import { payHead } from './pay-page.tsx';
import type { PayPageProps } from './pay-view.ts';

/** The payment could not be opened: what happened, what is safe, what to do. */
export function FailurePage(
  props: PayPageProps & { kind: string; sum: string | null; unsure: boolean; retryable: boolean },
) {
  const { path, query, texts, locale, kind, sum, unsure, retryable, view } = props;
  const t = (key: string) => texts.plain(locale, key);
  const repeatable = retryable || unsure;
  const story = unsure ? 'unknown' : retryable ? 'failed' : 'kind';
  const title = t(`page-${story}-title`);
  return (
    <MessagePage
      head={{ ...payHead(props), title, scripts: [] }}
      icon="warning"
      tone="bad"
      title={title}
      lines={[t(`page-${story}-text`)]}
    >
      {repeatable ? (
        <form method="post" action={`${path}/${kind}${query}`}>
          {sum === null ? null : <input type="hidden" name="sum" value={sum} />}
          <button type="submit" class="button button-main" data-testid="retry">
            {t('page-again')}
          </button>
        </form>
      ) : null}
      <a class="button" href={`${path}${query}`} data-testid="to-invoice">
        {t(view.kinds.length > 1 ? 'page-other' : 'page-to-invoice')}
      </a>
      {view.chatLink ? <a href={view.chatLink}>{t('page-back')}</a> : null}
    </MessagePage>
  );
}

/** The link names a way to pay that this invoice does not have. */
export function NoSuchWay(props: PayPageProps) {
  const { path, query, texts, locale } = props;
  const title = texts.plain(locale, 'page-kind-title');
  return (
    <MessagePage
      head={{ ...payHead(props), title, scripts: [] }}
      icon="cross"
      tone="calm"
      title={title}
      lines={[texts.plain(locale, 'page-kind-text')]}
    >
      <a class="button button-main" href={`${path}${query}`} data-testid="to-invoice">
        {texts.plain(locale, 'page-to-invoice')}
      </a>
    </MessagePage>
  );
}

export function NoSuchInvoice({ texts, locale }: { texts: Texts; locale: string }) {
  const title = texts.plain(locale, 'page-not-found-title');
  const styles = [payAssets.href('base.css'), payAssets.href('pay.css')];
  return (
    <MessagePage
      head={{ locale, title, styles }}
      icon="cross"
      tone="calm"
      title={title}
      lines={[texts.plain(locale, 'page-not-found-text')]}
    />
  );
}

/** For programs that look at links: what they may show to everyone, and a way on for a person behind one. */
export function PreviewPage(props: PayPageProps) {
  const head = payHead(props);
  return (
    <MessagePage
      head={{ ...head, title: head.preview?.title ?? head.title, scripts: [] }}
      icon="lock"
      tone="calm"
      title={head.preview?.title ?? head.title}
      lines={[head.preview?.description ?? '']}
    />
  );
}
