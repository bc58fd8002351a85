import type { Colours } from '../../fake-sheet.ts';

export const COLOURS: Colours = {
  light:
    '--ink: #1c1133; --paper: #f5f3fa; --card: #fff; --line: #8a80a3; --main: #5b2bb5; --on-main: #fff; ' +
    '--link: #5b2bb5; --quiet: #584c70; --bad: #a3132b;',
  dark:
    '--ink: #efeaf9; --paper: #140d24; --card: #221838; --line: #7d719a; --main: #b79cf5; --on-main: #170d2b; ' +
    '--link: #b79cf5; --quiet: #b8acd0; --bad: #ff9aa8;',
};
