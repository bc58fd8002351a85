import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { readConfig } from '../../api/config.ts';
import { ROOT, sourcesOf } from '../support/sources.ts';

const text = readFileSync(join(ROOT, '.env.example'), 'utf8');
const listed = parseEnv(text) as Record<string, string>;

/** Variables that a zod schema checks: its members in capitals. */
const checked = sourcesOf('api', 'bot')
  .filter(({ path }) => /(^|\/)config\.ts$/.test(path))
  .flatMap((source) =>
    [...source.text.matchAll(/^\s+([A-Z][A-Z\d]*(?:_[A-Z\d]+)*):/gm)].map((match) => match[1] ?? ''),
  )
  // The practice bank's are given by the program itself.
  .filter((name) => !name.startsWith('SANDBOX_BANK_'));

test('every variable that is checked at start is in .env.example', () => {
  expect(checked).toContain('PORT');
  expect(checked).toContain('TELEGRAM_BOT_TOKEN');
  expect(checked.filter((name) => !(name in listed))).toEqual([]);
});

test('every variable is told in a line of its own, and once', () => {
  const lines = text.split('\n');
  const names = lines.flatMap((line, index) => {
    const name = /^([A-Z_\d]+)=/.exec(line)?.[1];
    if (name) expect(lines[index - 1], `the line above ${name}`).toMatch(/^# \S/);
    return name ?? [];
  });
  expect(new Set(names).size).toBe(names.length);
});

test('.env.example as it is starts with the defaults', () => {
  expect(readConfig(listed, ['ru', 'en'])).toEqual(readConfig({}, ['ru', 'en']));
});
