import type { Context } from 'hono';
import type { Child } from 'hono/jsx';

/** Words that stand on every page of a fake, in one language. */
export interface PageWords {
  readonly locale: string;
  /** Whose page it is, and that it is for practice. */
  readonly vendor: string;
  readonly notReal: string;
}

export interface FrameProps {
  readonly words: PageWords;
  readonly title: string;
  /** Address of the style sheet. */
  readonly styles: string;
  /** What went wrong with the last press. */
  readonly alert?: string | undefined;
  readonly children: Child;
}

/** The letterhead of a fake's pages. No script, and nothing from elsewhere. */
export function Frame({ words, title, styles, alert, children }: FrameProps) {
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} — ${words.vendor}`}</title>
        <link rel="stylesheet" href={styles} />
      </head>
      <body>
        <header>
          <b>{words.vendor}</b>
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

/** A button that sends its form with `do=<what>`. */
export function Press({ what, label, main = false }: { what: string; label: string; main?: boolean }) {
  return (
    <button type="submit" name="do" value={what} data-testid={`bank-${what}`} class={main ? 'main' : ''}>
      {label}
    </button>
  );
}

/** Answers with a page, by the status that is set. */
export function answerPage(c: Context, page: Child): Response | Promise<Response> {
  // No frame-ancestors here: the playground shows this page inside a phone. Forms end at the shop's address.
  c.header('content-security-policy', "default-src 'none'; style-src 'self'; form-action *; base-uri 'none'");
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
  return c.html(`<!doctype html>${String(page)}`);
}

/** A page's words and the query that keeps its language on the next page. */
export interface Speech<Words> {
  readonly words: Words;
  readonly query: string;
}

/** By `?lang`, else by the browser's first language. */
export function speechOf<Words extends PageWords>(
  c: Context,
  { ru, en }: { readonly ru: Words; readonly en: Words },
): Speech<Words> {
  const asked = c.req.query('lang');
  const words = /^\s*ru\b/i.test(asked ?? c.req.header('accept-language') ?? '') ? ru : en;
  return { words, query: asked ? `?lang=${words.locale}` : '' };
}

/** In UTC and said so: a fake knows nobody's time zone. */
export function timeText(at: number, { locale }: Pick<PageWords, 'locale'>): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(locale, style).format(at)} UTC`;
}
