import type { Colours } from '../../fake-sheet.ts';

/** Links in ink: yellow can't be read on white. */
export const COLOURS: Colours = {
  light:
    '--ink: #1c1c1e; --paper: #f6f7f8; --card: #fff; --line: #767b85; --main: #ffdd2d; --on-main: #1c1c1e; ' +
    '--link: #1c1c1e; --quiet: #565b66; --bad: #a3132b;',
  dark:
    '--ink: #f2f3f5; --paper: #141416; --card: #222226; --line: #8b909b; --link: #f2f3f5; --quiet: #b4b8c0; ' +
    '--bad: #ff9aa8;',
};
