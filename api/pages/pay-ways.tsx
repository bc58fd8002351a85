import { fromJson, toDecimal } from '../../domain/money.ts';
import { Icon } from './icons.tsx';
import type { PayPageProps, PayView } from './pay-view.ts';

/** The ways to pay, each a button; with a field for the sum where the customer may choose it. */
export function Ways(props: PayPageProps) {
  const { view, path, query, locale, texts } = props;
  const t = (key: string) => texts.plain(locale, key);
  const kinds = view.kinds.filter(opensOnline);
  const button = (kind: string, index: number) => (
    <button
      type="submit"
      class={index === 0 ? 'button button-main' : 'button'}
      formaction={view.piece ? `${path}/${kind}${query}` : undefined}
      data-testid={`pay-${kind}`}
    >
      {t(`page-pay-${kind}`)}
    </button>
  );
  return (
    <section class="ways" aria-labelledby="ways">
      <h2 id="ways">{t(kinds.length === 0 ? 'page-no-ways' : 'page-choose')}</h2>
      {view.piece && kinds.length > 0 ? (
        <form method="post" action={`${path}/${kinds[0]}${query}`} class="pieces" data-pay>
          <Piece {...props} piece={view.piece} />
          {kinds.map(button)}
        </form>
      ) : (
        kinds.map((kind, index) => (
          <form method="post" action={`${path}/${kind}${query}`} data-pay>
            {button(kind, index)}
          </form>
        ))
      )}
      <p class="status status-waiting">{t('page-status')}</p>
      <noscript>
        <a class="button" href={`${path}${query}`}>
          {t('page-check')}
        </a>
      </noscript>
      <p class="safe">
        <Icon name="lock" />
        {t('page-secure')}
      </p>
    </section>
  );
}

/** How much to pay now, where it may be paid in pieces; all of it, unless the customer writes less. */
function Piece({
  piece,
  locale,
  texts,
  wrongPiece,
}: PayPageProps & { readonly piece: NonNullable<PayView['piece']> }) {
  return (
    <div class="piece">
      <label for="piece">{texts.plain(locale, 'page-piece')}</label>
      <input
        id="piece"
        name="sum"
        inputmode="decimal"
        autocomplete="off"
        maxlength={20}
        value={toDecimal(fromJson(piece.most)).replace(/\.0+$/, '')}
        aria-describedby="piece-hint"
        aria-invalid={wrongPiece ? 'true' : undefined}
        data-testid="piece"
      />
      <p
        id="piece-hint"
        class={wrongPiece ? 'wrong' : 'quiet'}
        role={wrongPiece ? 'alert' : undefined}
        data-testid="piece-hint"
      >
        {texts.plain(locale, wrongPiece ? 'page-piece-wrong' : 'page-piece-hint', { ...piece })}
      </p>
    </div>
  );
}

/** Cash changes hands without a page. */
export function opensOnline(kind: string): boolean {
  return kind !== 'cash';
}
