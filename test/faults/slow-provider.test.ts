import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { amount } from './seeded.ts';
import { besideSilence, type SilentProvider, type SilentVerdict } from './silent-provider.ts';

/** A provider takes calls and never answers. It slows no chat, and no webhook of another provider. */
const SIZE = amount(60, 150, 1_000);
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function run(silent: SilentProvider['silent']): Promise<SilentVerdict> {
  const at = folder();
  endings.push(at.clean);
  const store = await openStore(`file:${at.path}/tillbot.db`);
  return besideSilence({ store, silent, size: SIZE });
}

const CASES: readonly (readonly [string, SilentProvider['silent'], string])[] = [
  ['the practice bank', 'sandbox', 'webhooks of YooKassa, which are asked about'],
  ['YooKassa', 'yookassa', 'webhooks of the practice bank, which are proof'],
];

describe('while a provider never answers', () => {
  test.each(CASES)(
    '(%s, %s) chats are answered, and other money is booked: %s',
    async (name, silent) => {
      const { waiting, booked, answered, returned } = await run(silent);
      console.log(
        `Silence of ${name}: ${waiting} calls without an answer, meanwhile ${booked} of ${SIZE} payments of the other booked and ${returned} given back, ${answered} of ${SIZE} people answered`,
      );
      expect({ booked, answered, returned }).toEqual({ booked: SIZE, answered: SIZE, returned: SIZE });
      expect(waiting).toBeGreaterThan(SIZE);
    },
    240_000,
  );
});
