import { describe, expect, it, vi } from 'vitest';
import { CAST } from '../../api/sandbox/cast.ts';
import { playgroundRoutes } from '../../api/sandbox/index.ts';
import { WORDS } from '../../api/sandbox/words.ts';
import type { Deal } from '../../domain/deal.ts';
import type { Invoice } from '../../domain/invoice.ts';

const PUBLIC = 'http://localhost:8787';

interface Memory {
  readonly deals?: readonly Pick<Deal, 'id' | 'contactId' | 'responsibleId'>[];
  readonly invoices?: readonly Pick<Invoice, 'paidAt'>[];
}

function stand({ deals = [], invoices = [] }: Memory = {}, startOver?: () => Promise<void>) {
  const store = {
    deals: async () =>
      deals.map((deal) => ({ deal: deal as Deal, contactName: null, responsibleName: null })),
    invoices: async () => invoices as readonly Invoice[],
  };
  const config = { publicUrl: PUBLIC, locale: 'ru' };
  const app = playgroundRoutes({ store, config }, startOver ? { startOver } : {});
  const get = (path: string, init: RequestInit = {}) => app.request(`${PUBLIC}${path}`, init);
  return { get };
}

describe('the playground', () => {
  it('speaks the language of the address, of the browser, or of the till', async () => {
    const { get } = stand();
    expect(await (await get('/sandbox')).text()).toContain('<html lang="ru">');
    const english = { headers: { 'accept-language': 'en-GB,en;q=0.8' } };
    expect(await (await get('/sandbox', english)).text()).toContain('<html lang="en">');
    expect(await (await get('/sandbox?lang=ru', english)).text()).toContain('<html lang="ru">');
  });

  it('has the same words in every language', () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]))
        : typeof value;
    expect(shape(WORDS.en)).toEqual(shape(WORDS.ru));
  });

  it('runs only its own files, and frames only its own pages', async () => {
    const answer = await stand().get('/sandbox');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-src 'self'");
    expect(await answer.text()).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=/);
  });

  it('serves every file that its page and scripts ask for', async () => {
    const { get } = stand();
    const html = await (await get('/sandbox')).text();
    const wanted = [...html.matchAll(/(?:src|href)="(\/sandbox\/assets\/[^"]+)"/g)].map(
      ([, path]) => path ?? '',
    );
    const seen = new Set<string>();
    while (wanted.length > 0) {
      const path = wanted.pop() ?? '';
      if (seen.has(path)) continue;
      seen.add(path);
      const answer = await get(path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('cache-control'), path).toContain('immutable');
      const text = await answer.text();
      for (const [, name] of text.matchAll(/from '\.\/([^']+)'/g)) wanted.push(`/sandbox/assets/${name}`);
    }
    expect(seen.size).toBeGreaterThan(15);
  });

  it('gives its script the cast and the places of the emulations', async () => {
    const html = await (await stand().get('/sandbox')).text();
    const setup: unknown = JSON.parse(
      (/data-setup="([^"]+)"/.exec(html)?.[1] ?? '')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&'),
    );
    expect(setup).toMatchObject({
      messengers: { telegram: '/sandbox/telegram', whatsapp: '/sandbox/whatsapp' },
      progress: '/sandbox/progress',
      publicUrl: PUBLIC,
      cast: CAST,
    });
  });

  it('leads from another name of this machine to the public one, so that frames are of one site', async () => {
    const { get } = stand();
    expect((await get('/sandbox')).status).toBe(200);
    const app = playgroundRoutes({
      store: { deals: async () => [], invoices: async () => [] },
      config: { publicUrl: PUBLIC, locale: 'ru' },
    });
    const moved = await app.request('http://127.0.0.1:8787/sandbox?lang=en');
    expect(moved.headers.get('location')).toBe(`${PUBLIC}/sandbox?lang=en`);
    expect((await app.request('http://127.0.0.1:9999/sandbox')).status).toBe(200);
  });
});

describe('the story of the first minute', () => {
  const progress = async (memory: Memory) => (await stand(memory).get('/sandbox/progress')).json();

  it('begins with nothing', async () => {
    expect(await progress({})).toEqual({ dealId: null, taken: false, invoiced: false, paidAt: null });
  });

  it('goes by what the till remembers, step by step', async () => {
    const deal = { id: 7, contactId: 'c1', responsibleId: null };
    expect(await progress({ deals: [deal] })).toMatchObject({ dealId: 7, taken: false });
    const taken = { ...deal, responsibleId: 's1' };
    expect(await progress({ deals: [taken] })).toMatchObject({ taken: true, invoiced: false });
    expect(await progress({ deals: [taken], invoices: [{ paidAt: null }] })).toMatchObject({
      invoiced: true,
      paidAt: null,
    });
    expect(await progress({ deals: [taken], invoices: [{ paidAt: 5 }, { paidAt: 9 }] })).toMatchObject({
      paidAt: 9,
    });
  });

  it('does not take a counter sale for a customer', async () => {
    expect(await progress({ deals: [{ id: 1, contactId: null, responsibleId: 's1' }] })).toMatchObject({
      dealId: null,
      taken: false,
    });
  });
});

describe('starting over', () => {
  it('is offered only where the runtime can', async () => {
    expect(await (await stand().get('/sandbox')).text()).not.toContain('start-over');
    expect((await stand().get('/sandbox/start-over', { method: 'POST' })).status).toBe(404);
  });

  it('empties everything and comes back, but not at another site’s wish', async () => {
    const startOver = vi.fn(async () => {});
    const { get } = stand({}, startOver);
    const forged = await get('/sandbox/start-over', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(forged.status).toBe(403);
    expect(startOver).not.toHaveBeenCalled();
    const done = await get('/sandbox/start-over?lang=en', { method: 'POST' });
    expect(done.headers.get('location')).toBe('/sandbox?lang=en');
    expect(startOver).toHaveBeenCalledOnce();
  });
});
