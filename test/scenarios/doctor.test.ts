import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BANK_KEYS } from '../support/bank.ts';
import { type Printed, runProgram } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
}, 30_000);

afterAll(() => shop.close());

function doctor(env: Record<string, string> = {}, ...words: string[]): Printed {
  return runProgram('node-doctor', words, shop.path, { ...BANK_KEYS, PUBLIC_URL: shop.till.url, ...env });
}

const marks = ({ output }: Printed, mark: string) =>
  output.split('\n').filter((line) => line.startsWith(mark)).length;

describe('the button', () => {
  it('shows an owner the same in the chat', async () => {
    await shop.anna.write('/help');
    await shop.anna.press('doc');
    const { text } = await shop.anna.sees('Проверка кассы');
    expect(text).toContain('всё важное работает');
    expect(text).toContain('✅ sandbox: ключи подходят');
  });

  it('is an owner’s alone', async () => {
    const oleg = await shop.person(1002, 'Олег');
    await shop.hire(oleg, 'manager');
    await oleg.write('/help');
    const { buttons } = await oleg.sees('/deals');
    expect(buttons.flat().map(({ callback_data: data }) => data)).not.toContain('doc');
  });
});

it('finds nothing to mend in the playground, makes and voids its test payments', () => {
  const printed = doctor();
  expect(printed).toMatchObject({ code: 0 });
  expect(marks(printed, 'FAIL')).toBe(0);
  expect(printed.output).toContain('sandbox: пробный платёж создан и отменён');
  expect(printed.output).toContain(`По адресу ${shop.till.url} касса отвечает`);
});

it('says in the language of the till what is wrong, and what to do about each', () => {
  const printed = doctor({ LOCALE: 'en', PUBLIC_URL: 'http://127.0.0.1:9', CURRENCY: 'JPY' });
  expect(printed.code).toBe(1);
  expect(printed.output).toMatch(
    /FAIL {2}The till doesn’t answer at http:\/\/127\.0\.0\.1:9.*\n +→ Check that/,
  );
  expect(printed.output.match(/→/g)).toHaveLength(marks(printed, 'FAIL') + marks(printed, 'WARN'));
});

it('proves real keys against the vendor that they are for, and tells wrong ones apart', () => {
  // By another name than the till's own: it is somebody else's clock then.
  const bank = `${shop.till.url.replace('127.0.0.1', 'localhost')}/sandbox/bank`;
  const keys = {
    SANDBOX: 'off',
    OWNER: 'telegram:1001',
    SANDBOX_BANK_API_ROOT: bank,
    SANDBOX_BANK_SHOP_ID: 'practice',
  };
  const right = doctor({
    ...keys,
    TELEGRAM_BOT_TOKEN: '1:a',
    TELEGRAM_API_ROOT: `${shop.till.url}/sandbox/telegram`,
  });
  expect(right.output).toContain('sandbox: ключи подходят');
  expect(right.output).toMatch(/Часы верны \(сверили с localhost/);
  const wrong = doctor({ ...keys, SANDBOX_BANK_SECRET_KEY: 'wrong-key' });
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.output).toContain('sandbox не принимает ключи: unauthorized');
  expect(wrong.output).not.toContain('wrong-key');
});

it('a wrong call is answered with the right one', () => {
  expect(doctor({}, '--pya')).toMatchObject({ code: 2, output: expect.stringContaining('npm run doctor') });
});
