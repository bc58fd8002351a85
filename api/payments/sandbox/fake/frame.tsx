import type { Child } from 'hono/jsx';
import { format } from '../../../../domain/money.ts';
import type { WireMoney } from '../wire.ts';
import type { Speech, Words } from './words.ts';

/** What every page of the bank needs: where the app is, and the language. */
export interface PageProps extends Speech {
  readonly root: string;
  /** What went wrong with the last press. */
  readonly alert?: string | undefined;
}

/** The bank's letterhead. No script, and nothing from elsewhere. */
export function Frame(props: PageProps & { readonly title: string; readonly children: Child }) {
  const { title, root, words, alert, children } = props;
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} — ${words.bank}`}</title>
        <link rel="stylesheet" href={`${root}/bank.css`} />
      </head>
      <body>
        <header>
          <b>{words.bank}</b>
          <span>{words.notReal}</span>
        </header>
        <main>
          <h1>{title}</h1>
          {alert ? (
            <p class="alert" role="alert">
              {alert}
            </p>
          ) : null}
          {children}
        </main>
      </body>
    </html>
  );
}

export function sumText({ minor, currency }: WireMoney, words: Words): string {
  return format({ minor: BigInt(minor), currency }, words.locale);
}

/** In UTC and said so: the bank knows nobody's time zone. */
export function timeText(at: number, words: Words): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(words.locale, style).format(at)} UTC`;
}
