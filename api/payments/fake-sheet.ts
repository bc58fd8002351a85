import type { Context } from 'hono';

/**
 * A vendor's colours, once for light and once for dark: `--ink` on `--paper` and `--card`, `--quiet` for what
 * matters less, `--line` around buttons and fields, `--main` with `--on-main` on it, `--link`, `--bad`. Text
 * has a contrast of at least 4.5 to 1, lines of 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export interface Colours {
  readonly light: string;
  readonly dark: string;
}

/** The one style sheet of all fakes' pages, phone first, in a vendor's colours. */
export function answerSheet(c: Context, colours: Colours): Response {
  const headers = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' };
  return c.body(sheetOf(colours), 200, headers);
}

function sheetOf({ light, dark }: Colours): string {
  return `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; justify-content: space-between; padding: .9rem 1.2rem; background: var(--main); color: var(--on-main); }
main { max-width: 34rem; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; } h2 { font-size: 1rem; margin: 0; } h2, p { overflow-wrap: anywhere; }
dl { margin: 0; } dt { color: var(--quiet); font-size: .9rem; } dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
.sum { margin: 0 0 .6rem; font-size: 2.2rem; font-weight: 700; line-height: 1.2; }
.state { margin: 0 0 1rem; } .state, small { color: var(--quiet); }
.alert { border: 2px solid var(--bad); border-radius: .7rem; padding: .7rem 1rem; color: var(--bad); }
form { display: grid; gap: .7rem; margin: 0 0 .7rem; }
fieldset { display: grid; gap: .7rem; min-width: 0; border: 1px solid var(--line); border-radius: .8rem; padding: .9rem; margin: .6rem 0 0; }
legend { color: var(--quiet); padding: 0 .4rem; }
label { display: grid; gap: .3rem; color: var(--quiet); font-size: .9rem; }
label.tick { display: flex; align-items: center; gap: .6rem; min-height: 44px; }
button, input:not([type=checkbox]) { min-height: 44px; padding: .6rem 1rem; border-radius: .7rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); font: inherit; }
input[type=checkbox] { width: 1.3rem; height: 1.3rem; }
button { cursor: pointer; } button.main { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; } button.main:focus-visible { outline-color: var(--ink); }
a { color: var(--link); display: inline-block; padding: .6rem 0; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1rem; margin: 0 0 1rem; }
.line { border-top: 1px solid var(--line); margin-top: .7rem; } .line p { margin: .6rem 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; } .row label { flex: 1 1 100%; }
`;
}
