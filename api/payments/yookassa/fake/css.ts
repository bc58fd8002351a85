/** Phone first, light and dark, contrast of at least 4.5 to 1. */
export const PAGE_CSS = `
:root { color-scheme: light dark; --ink: #1c1133; --paper: #f5f3fa; --card: #fff; --line: #8a80a3; --main: #5b2bb5; --on-main: #fff; --quiet: #584c70; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #efeaf9; --paper: #140d24; --card: #221838; --line: #7d719a; --main: #b79cf5; --on-main: #170d2b; --quiet: #b8acd0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; justify-content: space-between; padding: .9rem 1.2rem; background: var(--main); color: var(--on-main); }
main { max-width: 34rem; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; }
dl { margin: 0; } dt { color: var(--quiet); font-size: .9rem; } dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
dd.sum { font-size: 2.2rem; font-weight: 700; line-height: 1.2; }
.state, small { color: var(--quiet); }
form { display: grid; gap: .7rem; margin: 0 0 .7rem; }
label { display: grid; gap: .3rem; color: var(--quiet); font-size: .9rem; }
label.tick { display: flex; align-items: center; gap: .6rem; min-height: 44px; }
button, input:not([type=checkbox]) { min-height: 44px; padding: .6rem 1rem; border-radius: .7rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); font: inherit; }
input[type=checkbox] { width: 1.3rem; height: 1.3rem; }
button { cursor: pointer; } button.main { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; } button.main:focus-visible { outline-color: var(--ink); }
a { color: var(--main); display: inline-block; padding: .6rem 0; }
`;
