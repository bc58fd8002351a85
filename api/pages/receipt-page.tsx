import type { Texts } from '../../domain/ports/texts.ts';
import { document } from './layout.tsx';
import { MessagePage } from './message-page.tsx';
import { payAssets } from './pay-assets.ts';

export interface ReceiptPageProps {
  readonly texts: Texts;
  readonly locale: string;
  readonly number: string;
  /** Where the form goes. */
  readonly action: string;
  /** Back to the invoice. */
  readonly back: string;
  /** What was typed and could not be read; null at first. */
  readonly wrong: string | null;
  /** The way to pay that waits for the answer; null when the money is here already. */
  readonly kind: string | null;
}

/** Asks where the fiscal receipt goes: one field, an e-mail address or a phone. */
export function receiptPage(props: ReceiptPageProps): string {
  const { texts, locale, number, action, back, wrong, kind } = props;
  const t = (key: string) => texts.plain(locale, key, { number });
  const title = t('page-receipt-title');
  const styles = [payAssets.href('base.css'), payAssets.href('pay.css')];
  return document(
    <MessagePage
      head={{ locale, title, styles }}
      icon="receipt"
      tone="calm"
      title={title}
      lines={[t(kind ? 'page-receipt-before' : 'page-receipt-after')]}
    >
      <form method="post" action={action} class="field" novalidate>
        <label for="to">{t('page-receipt-label')}</label>
        <input
          id="to"
          name="to"
          value={wrong ?? ''}
          autocomplete="email"
          inputmode="email"
          maxlength={100}
          required
          autofocus
          aria-invalid={wrong === null ? undefined : 'true'}
          aria-describedby={wrong === null ? undefined : 'wrong'}
          data-testid="receipt-to"
        />
        {wrong === null ? null : (
          <p id="wrong" class="wrong" role="alert">
            {t('refusal-contact_unreadable')}
          </p>
        )}
        {kind ? <input type="hidden" name="kind" value={kind} /> : null}
        <button type="submit" class="button button-main" data-testid="receipt-save">
          {t(kind ? 'page-receipt-pay' : 'page-receipt-send')}
        </button>
      </form>
      <a class="button" href={back}>
        {t('page-to-invoice')}
      </a>
    </MessagePage>,
  );
}
