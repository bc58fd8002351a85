/** The bank's one style sheet: phone first, light and dark, contrast of at least 4.5 to 1. */
export const BANK_CSS = `
:root { color-scheme: light dark; --ink: #14213d; --paper: #f3f6fb; --card: #fff; --line: #8494ad; --main: #1450c8; --on-main: #fff; --quiet: #4b5a74; --bad: #a3132b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eefb; --paper: #0d1424; --card: #16203a; --line: #6a7a9a; --main: #7fa8ff; --on-main: #0b1326; --quiet: #a9b7d0; --bad: #ff9aa8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; justify-content: space-between; padding: .9rem 1.2rem; background: var(--main); color: var(--on-main); }
main { max-width: 34rem; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; } h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
dl { margin: 0; } dt { color: var(--quiet); font-size: .9rem; } dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
dd.sum { font-size: 2.2rem; font-weight: 700; line-height: 1.2; }
.state { margin: 0 0 1rem; color: var(--quiet); }
.alert { border: 2px solid var(--bad); border-radius: .7rem; padding: .7rem 1rem; color: var(--bad); }
form { display: grid; gap: .7rem; }
fieldset { display: grid; gap: .7rem; min-width: 0; border: 1px solid var(--line); border-radius: .8rem; padding: .9rem; margin: .6rem 0 0; }
legend { color: var(--quiet); padding: 0 .4rem; }
label { display: grid; gap: .3rem; color: var(--quiet); font-size: .9rem; }
button, input { min-height: 44px; padding: .6rem 1rem; border-radius: .7rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); font: inherit; }
button { cursor: pointer; } button.main { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; } button.main:focus-visible { outline-color: var(--ink); }
a { color: var(--main); display: inline-block; padding: .6rem 0; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1rem; margin: 0 0 1rem; }
.line { border-top: 1px solid var(--line); margin-top: .7rem; } .line p { margin: .6rem 0; overflow-wrap: anywhere; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; } .row label { flex: 1 1 100%; }
`;
