/** Phone first, light and dark, contrast of at least 4.5 to 1. */
export const RECEIPT_CSS = `
:root { color-scheme: light dark; --ink: #1a2421; --paper: #f1f5f3; --card: #fff; --line: #7b8c85; --main: #0b6b4f; --on-main: #fff; --quiet: #4b5b55; --bad: #a3132b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6f0eb; --paper: #0f1714; --card: #18231f; --line: #6d8078; --main: #6fd3ad; --on-main: #06251a; --quiet: #a8bbb3; --bad: #ff9aa8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; justify-content: space-between; padding: .9rem 1.2rem; background: var(--main); color: var(--on-main); }
main { max-width: 34rem; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; } h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; } dl + h2 { margin-top: 1.2rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1rem; margin: 0 0 1rem; }
dl { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr); gap: .2rem .8rem; margin: .6rem 0 0; }
dt { color: var(--quiet); font-size: .9rem; } dd { margin: 0; overflow-wrap: anywhere; text-align: right; }
dt small { opacity: .85; } dd.sum { font-size: 1.4rem; font-weight: 700; }
.state { margin: .2rem 0 0; color: var(--quiet); } .bad { color: var(--bad); }
form { display: flex; flex-wrap: wrap; gap: .7rem; margin: 0 0 1rem; }
button { min-height: 44px; padding: .6rem 1rem; border-radius: .7rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); font: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
a { color: var(--main); display: inline-block; padding: .6rem 0; }
`;
