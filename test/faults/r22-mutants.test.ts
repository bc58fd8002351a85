import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/sources.ts';
import { mutated } from './mutant.ts';
import { IN_THEIR_RECIPES, PUT_ASIDE } from './mutants.ts';
import { amount } from './seeded.ts';
import { runTrial, type TrialName } from './trials.ts';

/**
 * R22: guards are taken out of the real code one at a time, and the recipe that is named for each must notice.
 * The list of all of them, also of those that are proved beside their recipe, is `mutants.ts`.
 */
const FAULTS = join(ROOT, 'test/faults');
const PROVED = PUT_ASIDE.slice(0, amount(3, PUT_ASIDE.length, PUT_ASIDE.length));
const MEETINGS = 6;
const trials = [...new Set(PROVED.map(({ trial }) => trial))];

/** The recipe in small, bundled from the sources as they are but for one guard. */
async function caught(mutation: (typeof PROVED)[number]['mutation'], trial: TrialName): Promise<string> {
  const spoilt = await mutated<typeof import('./trials.ts')>(mutation, 'test/faults/trials.ts');
  // Some guards matter only when two things meet: a machine that is busy elsewhere may keep them apart.
  for (let tries = 0; tries < MEETINGS; tries += 1) {
    const found = await spoilt.runTrial(trial);
    if (found !== '') return found;
  }
  return '';
}

describe('a till with all its guards', () => {
  test.each(trials)(
    'passes %s',
    async (trial) => {
      expect(await runTrial(trial)).toBe('');
    },
    120_000,
  );
});

describe('a till is found out that has one guard less', () => {
  test.each(PROVED)(
    '$guard ($recipe)',
    async ({ guard, recipe, trial, mutation }) => {
      const found = await caught(mutation, trial);
      console.log(`R22 ${recipe} notices that this is gone: ${guard} (${found})`);
      expect(found).not.toBe('');
    },
    120_000,
  );
});

describe('the list of guards', () => {
  const recipes = readdirSync(FAULTS).filter((name) =>
    /^(r\d\d-.*|sigterm|chat-down|slow-provider)\.test\.ts$/.test(name),
  );

  test('names tests that there are', () => {
    for (const { file, test: title } of IN_THEIR_RECIPES) {
      const text = readFileSync(join(FAULTS, file), 'utf8');
      expect(
        [`'${title}'`, `\`${title}\``].some((quoted) => text.includes(quoted)),
        `${file}: ${title}`,
      ).toBe(true);
    }
  });

  test('has at least one of every recipe', () => {
    const named = new Set([...IN_THEIR_RECIPES, ...PUT_ASIDE].map(({ recipe }) => recipe));
    const titles = { sigterm: 'SIGTERM', 'chat-down': 'messenger away', 'slow-provider': 'silent provider' };
    const of = (name: string): string => {
      const number = /^r(\d\d)-/.exec(name)?.[1];
      return number
        ? `R${Number(number)}`
        : (titles[name.replace('.test.ts', '') as keyof typeof titles] ?? name);
    };
    expect(recipes.map(of).filter((recipe) => recipe !== 'R22' && !named.has(recipe))).toEqual([]);
    console.log(
      `R22: ${PUT_ASIDE.length + IN_THEIR_RECIPES.length} guards, each with the recipe that notices when it is gone`,
    );
  });

  test('has the five that must be there', () => {
    const all = [...PUT_ASIDE, ...IN_THEIR_RECIPES].map(({ guard }) => guard).join('\n');
    for (const guard of ['unique key', 'conditional update', 'signature check', 'fsync', 'lease token'])
      expect(all).toContain(guard);
  });
});
