import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { QUIET } from '../support/browser.ts';
import { deal } from '../support/phone.ts';
import { openShop, type Shop } from '../support/shop.ts';

const executablePath = inject('chromiumPath');

/** Somebody else's page with one script tag, as its owner would write it. */
const pageWith = (script: string, attributes: string, lang: string) => `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Shop</title><style>button, input { color: red !important; border: 9px solid red }</style></head>
<body><h1>Торты</h1><script src="${script}" ${attributes}></script></body></html>`;

describe.runIf(executablePath)('the widget on a plain page', () => {
  let shop: Shop;
  let site: Server;
  let origin: string;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    site = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://site.invalid');
      response.setHeader('content-type', 'text/html; charset=utf-8');
      // The strictest page that may still run a script of ours.
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src ${shop.till.url}; connect-src *; style-src 'unsafe-inline'`,
      );
      const attributes = searchParams.get('attributes') ?? '';
      response.end(pageWith(`${shop.till.url}/widget.js`, attributes, searchParams.get('lang') ?? 'ru'));
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    shop = await openShop({ LEAD_ORIGINS: origin });
    browser = await chromium.launch({ executablePath: executablePath as string, args: QUIET });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => site.close(resolve));
    await shop.close();
  });

  async function open(query = '', options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1000, height: 760 }, ...options });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => void (line.type() === 'error' && complaints.push(line.text())));
    await page.goto(`${origin}/${query}`);
    return page;
  }

  test('takes a request by keyboard alone, and leads into the chat', async () => {
    const page = await open('?utm_source=yandex&attributes=data-source%3D%22cakes%22');
    const launcher = page.getByRole('button', { name: 'Написать нам' });
    await launcher.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog');
    await page.getByRole('dialog', { name: 'Написать нам' }).waitFor();
    expect(await page.locator('.launcher').getAttribute('aria-expanded')).toBe('true');
    // The cursor is in the first field; what the page does to its own fields stays there.
    await page.keyboard.type('Мария');
    await page.keyboard.press('Enter');
    await panel.getByText('телефон или почту').waitFor();
    expect(await page.getByLabel('Телефон').getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.type('8 900 000-00-01');
    await page.getByLabel('Что вам нужно?').fill('Торт на субботу');
    await page.getByRole('button', { name: 'Отправить' }).click();
    await panel.getByRole('heading', { name: 'Спасибо! Заявка у нас' }).waitFor();
    const link = panel.getByRole('link', { name: 'Продолжить в Telegram' });
    expect(await link.getAttribute('href')).toContain('start=l_');
    await shop.anna.sees(/Новая сделка[\s\S]*Торт на субботу/);
    expect((await shop.anna.sees('С сайта')).text).toContain(`Страница: ${origin}/\n`);
    expect(await deal(shop.till, 1)).toMatchObject({ source: 'site:cakes' });
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TILLBOT-WIDGET');
    await page.close();
  });

  test('in English, dark and narrow, keeps what was typed when it cannot be sent', async () => {
    const page = await open('?lang=en-GB', { colorScheme: 'dark', viewport: { width: 360, height: 640 } });
    await page.route('**/api/leads', (route) => route.abort());
    await page.getByRole('button', { name: 'Write to us' }).click();
    const panel = page.getByRole('dialog');
    await page.getByLabel('E-mail').fill('nobody');
    await page.getByRole('button', { name: 'Send' }).click();
    await panel.getByText('Please check the e-mail address').waitFor();
    await page.getByLabel('E-mail').fill('john@example.com');
    await page.getByRole('button', { name: 'Send' }).click();
    await panel.getByText('couldn’t be sent').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe('john@example.com');
    const box = await panel.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    const colours = await panel.evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(colours).toBe('rgb(32, 33, 36)');
    await page.unroute('**/api/leads');
    await page.getByRole('button', { name: 'Send' }).click();
    await panel.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.close();
  });

  test('goes into a chat with where it came from, for who leaves nothing', async () => {
    const page = await open('?utm_campaign=spring', { javaScriptEnabled: true });
    await page.getByRole('button', { name: 'Написать нам' }).click();
    const chat = page.getByRole('link', { name: 'Написать в Telegram' });
    await chat.hover();
    await expect.poll(() => chat.getAttribute('href')).toContain('start=l_');
    const word = new URL((await chat.getAttribute('href')) ?? '').searchParams.get('start') ?? '';
    const olga = await shop.person(2005, 'Ольга');
    await olga.start(word);
    await olga.sees('Расскажите');
    expect((await shop.anna.sees('campaign = spring')).text).toContain('С сайта');
    await page.close();
  });

  test('nothing went wrong in the browser but what was made to', () => {
    expect(complaints.filter((line) => !/ERR_FAILED/.test(line))).toEqual([]);
  });
});
