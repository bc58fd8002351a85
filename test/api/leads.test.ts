import { beforeEach, describe, expect, test } from 'vitest';
import type { Deps } from '../../api/context.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { aDeal, apply, contact, staff } from '../support/world.ts';

const ORIGIN = 'https://shop.example.com';
const bearer = { authorization: 'Bearer key-1' };
let desk: Desk;

beforeEach(() => {
  desk = openDesk();
});

function send(body: unknown, headers: Record<string, string> = { origin: ORIGIN }, to: Desk = desk) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return to.app.request('/api/leads', { method: 'POST', body: text, headers });
}

const deals = async () => (await desk.store.deals({})).map(({ deal }) => deal);
const words = { message: 'Торт', phone: '+79000000001' };

describe('who may leave a request', () => {
  test('a page of a listed origin, and our own', async () => {
    expect((await send(words)).status).toBe(201);
    expect((await send(words, { origin: 'https://till.example.com' })).status).toBe(201);
    const other = await send(words, { origin: 'https://shop.example.com.evil.example' });
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect((await send(words, { origin: 'null' })).status).toBe(403);
    expect((await send(words, {})).status).toBe(401);
  });

  test('a server with a key, wherever it is; a wrong key is nobody’s, also from a good page', async () => {
    const taken = await send(words, bearer);
    expect(await taken.json()).toMatchObject({ id: 1 });
    expect((await send(words, { origin: ORIGIN, authorization: 'Bearer wrong' })).status).toBe(401);
    expect(await deals()).toHaveLength(1);
  });

  test('a browser that asks first hears yes for listed pages only', async () => {
    const ask = (origin: string) =>
      desk.app.request('/api/leads', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const yes = await ask(ORIGIN);
    expect(yes.status).toBe(204);
    expect(yes.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(yes.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('not too often from one address, and the page can read that', async () => {
    const crowd = openDesk();
    const env = { incoming: { socket: { remoteAddress: '203.0.113.7' } } };
    const one = () =>
      crowd.app.request(
        '/api/leads',
        { method: 'POST', body: JSON.stringify(words), headers: { origin: ORIGIN } },
        env,
      );
    for (let at = 0; at < 20; at++) expect((await one()).status).toBe(201);
    const refused = await one();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('no program that fills in what people do not see; it hears that all is well', async () => {
    const answer = await send({ ...words, website: 'https://spam.example' });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ continue: { telegram: 'https://t.me/till_bot?start=back' } });
    expect(await deals()).toEqual([]);
  });
});

describe('with Turnstile', () => {
  const asked: URLSearchParams[] = [];
  const withCheck = (answer: () => Promise<Response>) => {
    const fetch: Deps['fetch'] = async (input, init) => {
      expect(String(input)).toBe('https://check.example/turnstile/v0/siteverify');
      asked.push(init?.body as URLSearchParams);
      return answer();
    };
    const { config } = openDesk().deps;
    const turnstile = { secret: 'secret', root: 'https://check.example' };
    return openDesk({ config: { ...config, turnstile }, fetch });
  };

  test('a request needs its token, which Cloudflare is asked about', async () => {
    const good = withCheck(async () => Response.json({ success: true }));
    expect((await send(words, { origin: ORIGIN }, good)).status).toBe(403);
    expect((await send({ ...words, turnstile: 'token' }, { origin: ORIGIN }, good)).status).toBe(201);
    expect(Object.fromEntries(asked.at(-1) ?? [])).toMatchObject({ secret: 'secret', response: 'token' });
    const bad = withCheck(async () => Response.json({ success: false }));
    expect((await send({ ...words, turnstile: 'token' }, { origin: ORIGIN }, bad)).status).toBe(403);
    expect((await send(words, bearer, bad)).status).toBe(201);
  });

  test('a customer is not lost when Cloudflare is away', async () => {
    const away = withCheck(() => Promise.reject(new Error('no route')));
    expect((await send({ ...words, turnstile: 'token' }, { origin: ORIGIN }, away)).status).toBe(201);
    expect(away.lines.map(({ msg }) => msg)).toContain(
      'Turnstile does not answer; a lead was taken without it',
    );
  });
});

describe('what is said', () => {
  test('what cannot be read is refused with its place, and leaves nothing behind', async () => {
    expect((await send('{')).status).toBe(400);
    const long = await send({ name: 'x'.repeat(81) });
    expect(long.status).toBe(400);
    expect(((await long.json()) as { detail: string }).detail).toBe('name: at most 80 characters');
    expect((await send({ message: 'x'.repeat(300_000) })).status).toBe(413);
    expect(await deals()).toEqual([]);
  });

  test('a phone that is none reaches staff as it was written', async () => {
    await seed(desk, apply(aDeal([staff()]), null));
    await send({ phone: 'звоните Маше', message: 'Торт' });
    const [row] = await deals();
    const said = await desk.store.messagesOf(row?.id ?? 0, 10);
    expect(said.map(({ message }) => message.data)).toContainEqual(
      expect.objectContaining({ text: 'Торт\nзвоните Маше', phone: null }),
    );
  });

  test('where it came from is kept without what may name a person', async () => {
    await send({ ...words, utm_source: 'vk', page: 'https://shop.example.com/a?email=x@example.com#y' });
    const history = await desk.store.history('deal:1');
    expect(history.find(({ type }) => type === 'lead_came')?.data).toEqual({
      page: 'https://shop.example.com/a',
      marks: { source: 'vk' },
    });
    expect(JSON.stringify(history)).not.toContain('79000000001');
  });

  test('nothing at all makes no deal, and a link that remembers the page', async () => {
    const answer = await send({ utm_source: 'vk' });
    expect(((await answer.json()) as { continue: { telegram: string } }).continue.telegram).toMatch(
      /start=l_/,
    );
    expect(await deals()).toEqual([]);
  });
});

describe('who it is', () => {
  test('a phone or an e-mail that was typed in never makes somebody a customer we know', async () => {
    const known = contact({ phone: '79000000001', phoneVerified: true, email: 'maria@example.com' });
    await seed(desk, { ...aDeal(), contact: known });
    await send({ ...words, email: 'Maria@example.com' });
    await send(words, bearer);
    const [third, second, first] = await deals();
    expect(first?.contactId).toBe('maria');
    expect([second?.contactId, third?.contactId]).not.toContain('maria');
    const said = await desk.store.messagesOf(second?.id ?? 0, 10);
    expect(said.map(({ message }) => message.data)).toContainEqual(expect.objectContaining({ maybe: [1] }));
  });

  test('an identity that a server has proof of does; from a page it counts for nothing', async () => {
    await seed(desk, aDeal());
    await send({ message: 'Ещё', identity: 'telegram:2001' }, bearer);
    await send({ message: 'И ещё', identity: 'telegram:2001' });
    const [third, second] = await deals();
    expect(second).toMatchObject({ contactId: 'maria', source: 'api' });
    expect(third?.contactId).not.toBe('maria');
  });
});

describe('the same request again', () => {
  const keyed = { origin: ORIGIN, 'idempotency-key': 'form-1' };

  test('under its key is one deal and one answer, also at the same moment', async () => {
    const answers = await Promise.all([send(words, keyed), send(words, keyed), send(words, keyed)]);
    const texts = await Promise.all(answers.map((each) => each.text()));
    expect(new Set(texts).size).toBe(1);
    expect(await deals()).toHaveLength(1);
  });

  test('with other words is refused', async () => {
    await send(words, keyed);
    const other = await send({ message: 'Пирог' }, keyed);
    expect([other.status, other.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
    expect(await deals()).toHaveLength(1);
  });
});
