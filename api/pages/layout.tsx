import type { Child, PropsWithChildren } from 'hono/jsx';

export interface Head {
  readonly locale: string;
  readonly title: string;
  /** For link previews (OpenGraph, ogp.me): what anybody may read. */
  readonly preview?: { readonly title: string; readonly description: string };
  /** Addresses of style sheets and module scripts. */
  readonly styles: readonly string[];
  readonly scripts?: readonly string[];
  readonly bodyClass?: string;
}

/** The frame of every page: language, title, styles. Words and landmarks are the children's. */
export function Layout({ head, children }: PropsWithChildren<{ head: Head }>) {
  return (
    <html lang={head.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no" />
        <title>{head.title}</title>
        {head.preview ? (
          <>
            <meta property="og:type" content="website" />
            <meta property="og:title" content={head.preview.title} />
            <meta property="og:description" content={head.preview.description} />
          </>
        ) : null}
        <link rel="icon" href="data:," />
        {head.styles.map((href) => (
          <link rel="stylesheet" href={href} />
        ))}
        {(head.scripts ?? []).map((src) => (
          <script type="module" src={src} />
        ))}
      </head>
      <body class={head.bodyClass ?? ''}>{children}</body>
    </html>
  );
}

/** A page as text, with the doctype that JSX can't write. */
export function document(page: Child): string {
  return `<!doctype html>${String(page)}`;
}
