/** The sheet's looks: the browser's own colours in light and dark, one accent. */
export const CSS = `
:root { color-scheme: light dark; --ink: #16181d; --paper: #f1f3f6; --card: #fff; --line: #767b85; --main: #1f6fc4; --quiet: #555b66; --bad: #a3132b; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f3f5; --paper: #131518; --card: #20242a; --line: #8b909b; --main: #2f7fd6; --quiet: #b4b8c0; --bad: #ff9aa8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { padding: .7rem 1.2rem; color: var(--quiet); }
main { max-width: 28rem; margin: 0 auto; padding: 1.2rem; background: var(--card); border-radius: 1rem; }
h1 { font-size: 1.2rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
.sum { font-size: 2.2rem; font-weight: 700; line-height: 1.2; margin: .4rem 0 1rem; }
.alert { border: 2px solid var(--bad); border-radius: .7rem; padding: .7rem 1rem; color: var(--bad); }
form, label { display: grid; gap: .7rem; }
select, button { min-height: 44px; padding: .6rem 1rem; border-radius: .7rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); font: inherit; }
button { cursor: pointer; }
button.main { background: var(--main); border-color: var(--main); color: #fff; font-weight: 600; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
a { color: inherit; display: inline-block; padding: .6rem 0; }
`;
