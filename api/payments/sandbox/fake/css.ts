import type { Colours } from '../../fake-sheet.ts';

export const COLOURS: Colours = {
  light:
    '--ink: #14213d; --paper: #f3f6fb; --card: #fff; --line: #7d8ea8; --main: #1450c8; --on-main: #fff; ' +
    '--link: #1450c8; --quiet: #4b5a74; --bad: #a3132b;',
  dark:
    '--ink: #e8eefb; --paper: #0d1424; --card: #16203a; --line: #6a7a9a; --main: #7fa8ff; --on-main: #0b1326; ' +
    '--link: #7fa8ff; --quiet: #a9b7d0; --bad: #ff9aa8;',
};
