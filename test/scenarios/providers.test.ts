import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { providers } from '../../api/payments/index.ts';
import { QUIET } from '../support/browser.ts';
import { deal, type Phone } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

const executablePath = inject('chromiumPath');

/** The same story with every provider's emulation behind it: its own page, its own webhook, its own refund. */
describe.runIf(executablePath)('the story with each provider', () => {
  let shop: Shop;
  let browser: Browser;

  beforeAll(async () => {
    shop = await openShop();
    browser = await chromium.launch({ executablePath: executablePath as string, args: QUIET });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await shop.close();
  });

  const paid = async (maria: Phone, dealId: number): Promise<void> => {
    const page = await browser.newPage({ locale: 'ru-RU' });
    await page.goto((await maria.link('/card')).replace('localhost', '127.0.0.1'));
    await page.getByTestId('bank-pay').first().click();
    await shop.stage(dealId, 'paid');
    await page.close();
  };

  // Telegram returns no cards: its own story is telegram-payments.test.ts.
  const returning = providers.filter(({ id }) => id !== 'telegram');
  it.each(returning.map(({ id }, index) => ({ id, dealId: index + 1 })))(
    'is paid and refunded through $id',
    async ({ id, dealId }) => {
      const chosen = await fetch(`${shop.till.url}/sandbox/provider`, {
        method: 'POST',
        body: new URLSearchParams({ id }),
        redirect: 'manual',
      });
      expect(chosen.status).toBe(303);
      const maria = await shop.person(3000 + dealId, 'Мария');
      await shop.order(maria, `Заказ через ${id}`);
      const { number } = await shop.bill(maria, dealId, '1500', 'Логотип');
      await paid(maria, dealId);
      await maria.sees(/оплачен/);
      await shop.anna.write(`/refund ${number} 500`);
      await shop.anna.write('Уговор');
      await shop.anna.press('dlg:ok');
      await until(
        'the refund came back',
        async () => (await deal(shop.till, dealId)).refunded === '500.00',
        20_000,
      );
    },
    60_000,
  );

  it('leaves the books balanced', () => {
    expect(audit(shop.path)).toMatchObject({ code: 0 });
  });
});
