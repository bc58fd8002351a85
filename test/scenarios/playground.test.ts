import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { QUIET } from '../support/browser.ts';
import { deal } from '../support/phone.ts';
import { folder, type Running, start, until } from '../support/process.ts';

const executablePath = inject('chromiumPath');

describe.runIf(executablePath)('the playground in a browser', () => {
  const at = folder();
  const complaints: string[] = [];
  let till: Running;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    till = await start(at.path);
    browser = await chromium.launch({ executablePath: executablePath as string, args: QUIET });
    page = await browser.newPage({ locale: 'ru-RU', viewport: { width: 1400, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text());
    });
    await page.goto(`${till.url}/sandbox`);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await till.stop();
    at.clean();
  });

  const write = async (person: number, text: string) => {
    await page.getByTestId(`composer-${person}`).fill(text);
    await page.getByTestId(`send-${person}`).click();
  };
  const chat = (person: number) => page.getByTestId(`chat-${person}`);
  const press = (person: number, name: RegExp) => chat(person).getByRole('button', { name }).last().click();
  const sees = (person: number, words: RegExp) =>
    chat(person).getByText(words).last().waitFor({ timeout: 10_000 });

  it('plays the story with two phones: a message, a deal, an invoice, a payment, both told', async () => {
    await page.getByTestId('start-2001').click();
    await sees(2001, /что вам нужно/);
    await write(2001, 'Нужен логотип для кафе');
    await sees(2001, /Как к вам обращаться/);
    await press(1001, /Взять сделку/);
    await until('the deal is taken', async () => (await deal(till, 1)).stage === 'in_work');

    await write(1001, '/invoice 1 15000 Логотип');
    await press(1001, /Отправить клиенту/);
    await sees(2001, /Счёт №1/);
    await chat(2001)
      .getByRole('link', { name: /Оплатить по СБП/ })
      .last()
      .click();
    const sheet = page.getByTestId('frame-2001').contentFrame();
    await sheet.getByTestId('bank-pay').click();
    await sees(2001, /Счёт №1 оплачен/);
    await sees(1001, /Счёт №1 оплачен/);
    expect((await deal(till, 1)).stage).toBe('paid');
  }, 60_000);

  it('turns the open pay page by itself when the money comes', async () => {
    await write(1001, '/invoice 1 700 Визитки');
    await press(1001, /Отправить клиенту/);
    const { invoices } = await until('the second invoice', async () => {
      const now = await deal(till, 1);
      return now.invoices.length === 2 && now;
    });
    const address = String(invoices[1]?.payUrl).replace('localhost', '127.0.0.1');
    const shown = await browser.newPage({ locale: 'ru-RU' });
    await shown.goto(address);
    const opened = await fetch(`${address}/card`, {
      redirect: 'manual',
      headers: { 'user-agent': 'Mozilla/5.0 (X11) Firefox/130' },
    });
    const bank = String(opened.headers.get('location')).replace('localhost', '127.0.0.1');
    await fetch(bank, { method: 'POST', body: new URLSearchParams({ do: 'pay' }), redirect: 'manual' });
    await shown
      .getByText(/оплачен/i)
      .first()
      .waitFor({ timeout: 10_000 });
    await shown.close();
  }, 60_000);

  it('plays the same story with a phone that has WhatsApp beside the Telegram ones', async () => {
    const svetlana = 79_000_000_031;
    await page.getByTestId('add-person').click();
    await page.getByTestId(`add-${svetlana}`).click();
    await write(svetlana, 'Нужны визитки на пятницу');
    await sees(svetlana, /Как к вам обращаться/);
    await press(svetlana, /Светлана Ким/);
    await sees(svetlana, /менеджер ответит здесь/);
    await sees(1001, /Нужны визитки на пятницу/);
    await press(1001, /Взять сделку/);
    await until('the deal is taken', async () => (await deal(till, 2)).stage === 'in_work');
    await write(1001, '/invoice 2 2400 Визитки на пятницу');
    await press(1001, /Отправить клиенту/);
    await sees(svetlana, /Счёт №3/);
    await chat(svetlana)
      .getByRole('link', { name: /Оплатить по СБП/ })
      .last()
      .click();
    await page.getByTestId(`frame-${svetlana}`).contentFrame().getByTestId('bank-pay').click();
    await sees(svetlana, /Счёт №3 оплачен/);
    await sees(1001, /Счёт №3 оплачен/);
    // Whoever looks at the chat has read it, and the manager can see that.
    await until('the deal’s page says so', async () => {
      await write(1001, '/deal 2');
      return chat(1001)
        .getByText(/Счёт №3: прочитано/)
        .last()
        .waitFor({ timeout: 1_000 })
        .then(
          () => true,
          () => false,
        );
    });
  }, 60_000);

  it('lets a day pass on that phone: then approved words arrive, and no others', async () => {
    const svetlana = 79_000_000_031;
    await page.getByTestId(`sheet-close-${svetlana}`).click();
    await page.getByTestId(`menu-${svetlana}`).click();
    await page.getByTestId('menu-wait').click();
    await write(1001, '/invoice 2 900 Открытки');
    await press(1001, /Отправить клиенту/);
    await sees(svetlana, /Счёт №4 на 900\s₽ готов/);
  }, 60_000);

  it('has no complaint from the browser: no script error, nothing against its own content rules', () => {
    expect(complaints).toEqual([]);
  });
});
